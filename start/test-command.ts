import { requireBrowser } from './ci/browser'
import { runStages } from './ci/stage'
import { browserTests, build, integration, QUICK } from './ci/suite'

// `npm test`: everything, in order, with one closing line. The browser comes first: where there is none, it is installed.
const browser = {
  name: 'Browser',
  run: async () => {
    process.stdout.write(`${requireBrowser()}\n`)
    return { passed: 1, failed: 0 }
  },
}
const { failed } = await runStages([...QUICK, integration('Integration'), build, browser, browserTests])
process.exitCode = failed === 0 ? 0 : 1
