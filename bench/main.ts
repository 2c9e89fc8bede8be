/** `npm run bench [part …]`: each budget of the design beside its control from the same run; results in bench/results/. */
import { spawnSync } from 'node:child_process'
import { benchCachedAnswer } from './cached-answer'
import { benchDashboards } from './dashboards'
import { benchDiscovery } from './discovery'
import { benchExport } from './export'
import { benchFirstLoad } from './first-load'
import { benchImport } from './import-products'
import { benchKnowledgeFaults } from './knowledge-faults'
import { growProducts } from './many-products'
import { benchManyProducts, benchProductList } from './product-list'
import { writeResults } from './results'
import { benchRunaway } from './runaway'
import { benchSearch } from './search'
import { type ControlApp, startBenchHouse, startControl } from './served'
import { benchStartTimes } from './start-times'

const PARTS = [
  'product-list',
  'first-load',
  'start-times',
  'many-products',
  'import-products',
  'audit-writers',
  'discovery',
  'knowledge-faults',
  'search',
  'cached-answer',
  'export',
  'runaway',
  'dashboards',
] as const

const asked = process.argv.slice(2)
const unknown = asked.filter((part) => !(PARTS as readonly string[]).includes(part))
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${PARTS.join(', ')}.`)
  process.exit(2)
}
const wants = (part: (typeof PARTS)[number]) => asked.length === 0 || asked.includes(part)

/** These are measured beside themselves: before, at another size. */
const OWN_CONTROL = new Set<string>([
  'start-times',
  'many-products',
  'import-products',
  'audit-writers',
  'discovery',
  'knowledge-faults',
  'search',
  'cached-answer',
  'export',
  'runaway',
  'dashboards',
])

/** These bring what they need. */
const WITHOUT_HOUSE = new Set<string>(['audit-writers', 'discovery', 'export', 'dashboards'])

const needsHouse = PARTS.some((part) => !WITHOUT_HOUSE.has(part) && wants(part))
if (needsHouse) {
  const bench = await startBenchHouse()
  let control: ControlApp | undefined
  try {
    if (PARTS.some((part) => !OWN_CONTROL.has(part) && wants(part))) control = await startControl(bench)
    if (control !== undefined && wants('product-list'))
      writeResults('product-list', await benchProductList(bench, control))
    if (control !== undefined && wants('first-load'))
      writeResults('first-load', await benchFirstLoad(bench, control))
    if (wants('start-times')) writeResults('start-times', await benchStartTimes(bench))
    if (wants('cached-answer')) writeResults('cached-answer', await benchCachedAnswer(bench))
    if (wants('runaway')) writeResults('runaway', await benchRunaway(bench))
    if (wants('many-products')) {
      writeResults(
        'many-products',
        await benchManyProducts(bench, () => growProducts(bench.house.migratorUrl, 100_000)),
      )
    }
    if (wants('knowledge-faults')) writeResults('knowledge-faults', await benchKnowledgeFaults(bench))
    if (wants('import-products')) {
      await growProducts(bench.house.migratorUrl, 100_000)
      writeResults('import-products', await benchImport(bench))
    }
    if (wants('search')) writeResults('search', await benchSearch(bench))
  } finally {
    await bench.house.stop()
    await control?.stop()
  }
}
if (wants('discovery')) writeResults('discovery', await benchDiscovery())
if (wants('export')) writeResults('export', await benchExport())
if (wants('dashboards')) writeResults('dashboards', await benchDashboards())
if (wants('audit-writers')) {
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'bench/audit-writers.ts'], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}
