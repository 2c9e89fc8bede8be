import { check, lanes, runStages } from './stage'

// `npm run test:crash`: parts of the house end by kill -9 while others work.
const node = (...args: string[]) => ({ command: process.execPath, args: ['--import', 'tsx', ...args] })
// Each has a house of its own and waits most of its time: for a minute to pass, for what a dead process held to lapse.
const { failed } = await runStages([
  lanes('kill -9', [
    [
      check('Import', node('e2e/crash/import.ts')),
      check('Workflow in the built portal', node('e2e/crash/workflow-resume.ts', '--portal')),
    ],
    [
      check('Writers', node('e2e/crash/writers.ts')),
      check('Editors', node('e2e/crash/editors.ts')),
      check('Workflow', node('e2e/crash/workflow-resume.ts')),
    ],
  ]),
])
process.exitCode = failed === 0 ? 0 : 1
