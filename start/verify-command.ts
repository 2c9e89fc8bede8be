import { runStages } from './ci/stage'
import { QUICK } from './ci/suite'

// `npm run verify`: no services, seconds, before every commit.
const { failed } = await runStages(QUICK)
process.exitCode = failed === 0 ? 0 : 1
