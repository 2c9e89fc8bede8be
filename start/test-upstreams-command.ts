import { runStages, vitest } from './ci/stage'
import { build } from './ci/suite'

// `npm run test:upstreams`: the suites against real systems, each of which they fetch and start by themselves.
const { failed } = await runStages([
  build,
  { ...vitest('Keycloak', ['--project', 'upstream']), needs: [build.name] },
])
process.exitCode = failed === 0 ? 0 : 1
