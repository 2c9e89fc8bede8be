import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type CliCtx, CliFailure, type CliResult } from '@/cli/command'
import { db } from '@/lib/platform/db'
import { auditOf } from '@/lib/testing/audit-rows'
import { addProduct, personWith } from '@/lib/testing/products'
import { salesDashboard } from '@/lib/testing/superset'
import { commands } from './commands'
import { publishInput } from './schema'
import { publishDashboard, unpublishDashboard } from './service/publish-dashboard'
import { refreshDashboards } from './service/refresh-dashboards'

const superset = await vi.hoisted(async () => (await import('@/lib/testing/superset')).supersetForTests())

const RULES = 'groups:\n  title: By code\n  clause: product_group_code IN (:groups)\n'
const SALES = `title: Sales of the house
dashboard: northwind-sales
tags: [sales]
productGroups: [BEVERAGES]
products: [NW-001]
filters: [Product group, Product]
productFilter: { filter: Product, by: code }
rows:
  northwind.sales: groups
  northwind.stock: open
`

let folder: string
const ctx: CliCtx = { ...personWith('admin'), json: false }

async function run(words: string, input: Record<string, unknown> = {}): Promise<CliResult> {
  const command = commands.find(({ path }) => path.join(' ') === words)
  if (command === undefined) throw new Error(`there is no ${words}`)
  return await command.run(ctx, input)
}

async function file(name: string, content: string | null): Promise<void> {
  const path = join(folder, 'dashboards', name)
  await (content === null ? rm(path, { force: true }) : writeFile(path, content))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pergola-dashboards-'))
  await mkdir(join(folder, 'dashboards'))
  const group = await db().productGroup.create({ data: { code: 'BEVERAGES', name: 'Beverages' } })
  await addProduct('NW-001', 'Chai', { productGroupId: group.id })
  await file('row-rules.yaml', RULES)
})
afterAll(() => rm(folder, { recursive: true }))

beforeEach(async () => {
  vi.spyOn(process, 'cwd').mockReturnValue(folder)
  await db().dashboard.deleteMany()
  superset.dashboards.splice(0, superset.dashboards.length, salesDashboard())
  await refreshDashboards(personWith('admin'), { claimant: 'x' })
  for (const name of ['sales.yaml', 'wrong.yaml', 'Odd Name.yaml']) await file(name, null)
})

describe('pergola dashboards publish', () => {
  it('publishes what stands in the files, once, and changes it when they change', async () => {
    await file('sales.yaml', SALES)
    await expect(run('dashboards publish')).resolves.toMatchObject({
      exitCode: 0,
      table: { rows: [['sales', 'published', '']] },
    })
    await expect(run('dashboards publish')).resolves.toMatchObject({
      table: { rows: [['sales', 'unchanged', '']] },
    })
    await file('sales.yaml', SALES.replace('Sales of the house', 'Sales'))
    await expect(run('dashboards publish', { dashboard: 'sales' })).resolves.toMatchObject({
      table: { rows: [['sales', 'changed', '']] },
    })
    const row = await db().dashboard.findFirstOrThrow({
      include: { rules: true, products: true, groups: true },
    })
    expect(row).toMatchObject({
      ...{
        slug: 'sales',
        title: 'Sales',
        source: 'file',
        version: 2,
        productFilterId: 'NATIVE_FILTER-product',
      },
      rules: [
        { datasetId: 7, datasetName: 'northwind.sales', template: 'groups' },
        { datasetId: 8, datasetName: 'northwind.stock', template: null },
      ],
    })
    expect([row.products.length, row.groups.length]).toEqual([1, 1])
    expect((await auditOf(row.id)).map(({ action }) => action)).toEqual([
      'dashboard.published',
      'dashboard.changed',
    ])
  })

  it('keeps what a file says from being changed in the portal; it may be taken back there', async () => {
    await file('sales.yaml', SALES)
    await run('dashboards publish')
    const { uuid: upstreamId } = salesDashboard()
    const input = { upstreamId, slug: 'sales', title: 'Mine', version: 1, 'rule.7': 'open', 'rule.8': 'open' }
    await expect(publishDashboard(ctx, publishInput.parse(input))).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { reason: 'in-a-file' },
    })
    await expect(unpublishDashboard(ctx, { slug: 'sales', version: 1 })).resolves.toBeDefined()
  })

  it('says what was refused, and publishes the others', async () => {
    await file('sales.yaml', SALES)
    await file('wrong.yaml', SALES.replace('northwind.stock: open', 'northwind.none: open'))
    superset.dashboards[0]?.datasets.push({ id: 9, schema: 'northwind', table: 'new', columns: [] })
    const result = await run('dashboards publish')
    expect(result.exitCode).toBe(1)
    expect(result.table?.rows).toEqual([
      ['sales', 'failed', expect.stringMatching(/^northwind\.new: choose what holds its rows/)],
    ])
    expect(result.words).toMatch(/dashboards\/wrong\.yaml, line 10: rows\.northwind\.none: is no dataset/)
  })

  it('says so where there is no such file', async () => {
    await expect(run('dashboards publish', { dashboard: 'none' })).rejects.toThrow(CliFailure)
    await expect(run('dashboards publish', { dashboard: 'none' })).rejects.toThrow(
      /no dashboards\/none\.yaml/,
    )
  })
})

describe('pergola dashboards check', () => {
  it('says that there is nothing to check', async () => {
    await expect(run('dashboards check')).resolves.toMatchObject({
      exitCode: 0,
      words: 'There is no file in dashboards/ yet.',
    })
  })

  it('holds every file against what was found', async () => {
    await file('sales.yaml', SALES)
    await expect(run('dashboards check')).resolves.toMatchObject({
      exitCode: 0,
      words: 'Files of dashboards/ without a fault: 1.',
    })
  })

  it.each<[string, (text: string) => string, RegExp]>([
    [
      'a key that is unknown',
      (text) => `${text}colour: red\n`,
      /wrong\.yaml, line 11: colour: is not known here/,
    ],
    ['a key that is missing', (text) => text.replace(/^title.*\n/, ''), /line 1: title: is missing/],
    ['what is no YAML', () => 'title: [', /line 1: is not YAML/],
    [
      'a dashboard that there is not',
      (text) => text.replace('northwind-sales', 'nothing'),
      /line 2: dashboard: Superset tells of no/,
    ],
    [
      'a filter that there is not',
      (text) => text.replace('[Product group, Product]', '[Product, Colour]'),
      /line 6: filters\.1: the dashboard has no filter Colour/,
    ],
    [
      'a product filter that is not allowed',
      (text) => text.replace('filter: Product,', 'filter: Period,'),
      /line 7: productFilter\.filter: Period is none/,
    ],
    [
      'a rule that there is not',
      (text) => text.replace('sales: groups', 'sales: grups'),
      /line 9: rows\.northwind\.sales: there is no rule grups/,
    ],
    [
      'a dataset without a decision',
      (text) => text.replace(/ {2}northwind\.stock.*\n/, ''),
      /line 8: rows: northwind\.stock has neither a rule nor the word open/,
    ],
    [
      'an owner whom nobody knows',
      (text) => `${text}owner: nobody@example.com\n`,
      /line 11: owner: nobody here is nobody@example\.com/,
    ],
  ])('names file, line and reason: %s', async (_name, change, line) => {
    await file('wrong.yaml', change(SALES))
    const { exitCode, text } = await run('dashboards check')
    expect(exitCode).toBe(1)
    expect(text).toMatch(line)
  })

  it('names a file whose name is no address, and a row rule that does not hold', async () => {
    await file('Odd Name.yaml', SALES)
    await file(
      'row-rules.yaml',
      `${RULES}open:\n  title: x\n  clause: a IN (:groups)\nall:\n  title: x\n  clause: 1 = 1\n`,
    )
    const { text } = await run('dashboards check')
    await file('row-rules.yaml', RULES)
    expect(text).toMatch(/dashboards\/Odd Name\.yaml, line 1: the file’s name must be words in lower case/)
    expect(text).toMatch(/row-rules\.yaml, line 4: open: .*word of its own/)
    expect(text).toMatch(/row-rules\.yaml, line 9: all\.clause: names neither :groups nor :groupNames/)
  })
})

describe('pergola dashboards list', () => {
  it('lists what was found and what is published of it', async () => {
    await file('sales.yaml', SALES)
    await run('dashboards publish')
    const { table } = await run('dashboards list', { refresh: true })
    expect(table?.rows).toEqual([
      [
        'Northwind sales',
        salesDashboard().uuid,
        '/dashboards/sales',
        'published',
        'northwind.sales, northwind.stock',
      ],
    ])
  })

  it('says why Superset could not be asked', async () => {
    superset.instead('/api/v1/dashboard/', (_request, response) => {
      response.writeHead(403, { 'content-type': 'application/json' })
      response.end('{"message":"Forbidden"}')
    })
    await expect(run('dashboards list', { refresh: true })).rejects.toThrow(
      /does not let the portal’s account see/,
    )
    superset.instead('/api/v1/dashboard/', null)
    expect((await run('dashboards list')).words).toMatch(/The last attempt failed/)
  })
})
