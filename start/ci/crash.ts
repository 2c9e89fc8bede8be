import { check, runStages } from './stage'

// `npm run test:crash`: parts of the house end by kill -9 while others work.
const node = (...args: string[]) => ({ command: process.execPath, args: ['--import', 'tsx', ...args] })
const { failed } = await runStages([
  check('Writers', node('e2e/crash/writers.ts')),
  check('Editors', node('e2e/crash/editors.ts')),
  check('Import', node('e2e/crash/import.ts')),
  check('Workflow', node('e2e/crash/workflow-resume.ts')),
])
process.exitCode = failed === 0 ? 0 : 1
