import { rmSync } from 'node:fs'
import { SCENES, tableFaults } from '@/e2e/screens/table'
import { FOLDER } from '@/e2e/screens/take'
import { ensureBuild } from './build'
import { requireBrowser } from './ci/browser'
import { pictureFaults, THEMES, WIDTHS } from './ci/pictures'
import { runProgram } from './ci/stage'
import { createReport } from './report'

// `npm run screens`: a picture of every page and state in both themes, for a phone and a desk. What follows it goes to
// Playwright: with `-- -g products` only those are taken anew; all are looked through either way.
const args = process.argv.slice(2)
requireBrowser()
await ensureBuild(
  process.cwd(),
  createReport((line) => console.log(line)),
)
if (args.length === 0) rmSync(FOLDER, { recursive: true, force: true })
const config = 'e2e/screens/playwright.config.ts'
const code = await runProgram({
  command: 'node_modules/.bin/playwright',
  args: ['test', '--config', config, ...args],
})
const faults = [...tableFaults(), ...pictureFaults(FOLDER, SCENES)]
for (const fault of faults) console.log(fault)
if (code !== 0) console.log('Not every scene could be played: see above.')
const wanted = SCENES.length * THEMES.length * WIDTHS.length
const where = `of ${SCENES.length} pages and states, ${THEMES.join(' and ')}, at ${WIDTHS.join(' and ')} px`
console.log(
  `\n${wanted} pictures ${where}, in ${FOLDER}/: ${faults.length === 0 ? 'no' : faults.length} faults`,
)
process.exitCode = code === 0 && faults.length === 0 ? 0 : 1
