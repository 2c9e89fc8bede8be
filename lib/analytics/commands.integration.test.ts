import { readdirSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type CliCtx, CliUsageError } from '@/cli/command'
import { RIGHTS } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { addProduct } from '@/lib/testing/products'
import { commands } from './commands'

const ctx: CliCtx = {
  actor: { kind: 'cli', id: 'cli:tester', name: 'tester', rights: RIGHTS.map((right) => ({ right })) },
  requestId: 'a-request',
  now: () => new Date('2026-11-21T10:00:00Z'),
  json: true,
}

async function call(
  name: 'list' | 'pins' | 'pin' | 'unpin' | 'run' | 'export' | 'check' | 'explain' | 'performance' | 'sql',
  input: Record<string, unknown> = {},
) {
  const command = commands.find(({ path }) => path[1] === name)
  if (command === undefined) throw new Error(`no command ${name}`)
  return await command.run(ctx, input)
}

/** A folder with an `analytics/` of its own, over the same data. */
async function inFolderWith(files: Record<string, string>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'pergola-analytics-'))
  await mkdir(join(root, 'analytics'))
  await symlink(resolve('analytics/data'), join(root, 'analytics/data'))
  for (const [file, text] of Object.entries(files)) await writeFile(join(root, 'analytics', file), text)
  vi.spyOn(process, 'cwd').mockReturnValue(root)
  onTestFinished(async () => await rm(root, { recursive: true }))
}

describe('pergola analytics export', () => {
  const folder = async () => {
    const made = await mkdtemp(join(tmpdir(), 'pergola-export-'))
    onTestFinished(async () => await rm(made, { recursive: true }))
    return made
  }

  it('writes every row to a file of the kind that its ending says', async () => {
    const into = await folder()
    const files = ['a.csv', 'a.XLSX', 'a.parquet', 'a.arrow', 'a.json'].map((name) => join(into, name))
    for (const file of files) {
      const { data } = await call('export', { query: 'best-products', file, param: ['count=77'] })
      const { size } = await stat(file)
      expect(data).toMatchObject({ query: 'best-products', file, rows: 77, bytes: size })
    }
    const [csv = '', , , , json = ''] = files
    expect((await readFile(csv, 'utf8')).trim().split('\r\n')).toHaveLength(78)
    expect(JSON.parse(await readFile(json, 'utf8'))).toHaveLength(77)
    const where = { actorId: 'cli:tester', purpose: 'export', outcome: 'done' }
    expect(await db().analyticsRun.count({ where })).toBe(5)
  })

  it('leaves nothing of a file that cannot be whole, and the one of before as it was', async () => {
    const into = await folder()
    await inFolderWith({
      'wide.sql': `/*---\ntitle: Wide\nowner: Test\nsources: [orders]\n---*/\nSELECT repeat('x', 40000) AS wide FROM orders`,
    })
    const file = join(into, 'wide.xlsx')
    await writeFile(file, 'before')
    await expect(call('export', { query: 'wide', file })).rejects.toThrow('was not written')
    expect(readdirSync(into)).toEqual(['wide.xlsx'])
    expect(await readFile(file, 'utf8')).toBe('before')
  })

  it('says what was typed wrong before it writes', async () => {
    const into = await folder()
    const refused = (input: Record<string, unknown>) =>
      expect(call('export', input)).rejects.toBeInstanceOf(CliUsageError)
    await refused({ query: 'total-revenue', file: join(into, 'a.pdf') })
    await refused({ query: 'best-products', file: join(into, 'a.csv'), param: ['count=6'] })
    expect(readdirSync(into)).toEqual([])
  })
})

describe('pergola analytics pin', () => {
  const product = 'PIN-1'

  it('puts a figure on a product, which is listed and taken off again', async () => {
    await addProduct(product, 'To be pinned to')
    await call('pin', { query: 'product-by-month', product: 'pin-1', codeInto: 'product' })
    await call('pin', { query: 'revenue-of-a-year', product, param: ['year=1997'] })
    const { table, data } = await call('pins', { product })
    expect(table?.rows.map(([, version, asks]) => [version, asks])).toEqual([
      [1, 'product-by-month: product=(the product’s code)'],
      [1, 'revenue-of-a-year: year=1997'],
    ])
    for (const { id: figure } of data as { id: string }[]) await call('unpin', { product, figure })
    expect((await call('pins', { product })).data).toEqual([])
    expect(await db().auditEvent.count({ where: { action: { startsWith: 'product.figure' } } })).toBe(4)
  })

  it('says what is not there and what does not fit', async () => {
    const unpinned = call('unpin', { product, figure: '018f6b0a-3b1e-7c44-9d2e-2a0f5e1b7c10' })
    await expect(unpinned).rejects.toThrow('PIN-1 has no such figure.')
    await expect(call('pins', { product: 'NO-SUCH' })).rejects.toThrow('There is no such query or product')
    const wrong = call('pin', { query: 'revenue-of-a-year', product, param: ['year=2005'] })
    await expect(wrong).rejects.toBeInstanceOf(CliUsageError)
  })
})

describe('pergola analytics run', () => {
  it('prints the exact figure, every column by its name', async () => {
    const began = Date.now()
    const { data } = await call('run', { query: 'total-revenue' })
    const asOf = Date.parse((data as { asOf: string }).asOf)
    expect(asOf).toBeGreaterThanOrEqual(began - 1)
    expect(asOf).toBeLessThanOrEqual(Date.now() + 1)
    expect(data).toMatchObject({
      query: 'total-revenue',
      parameters: {},
      columns: [
        { name: 'revenue', type: 'decimal', nativeType: 'DECIMAL(38,2)' },
        { name: 'revenue_exact', type: 'decimal', nativeType: 'DECIMAL(38,4)' },
        { name: 'orders', type: 'integer', nativeType: 'BIGINT' },
      ],
      rows: [{ revenue: '1265793.04', revenue_exact: '1265793.0395', orders: '830' }],
      rowCount: 1,
      truncated: false,
      engine: 'DuckDB',
      answer: 'fresh',
      fault: null,
    })
  })

  it('is recorded as asked by the command line', async () => {
    await call('run', { query: 'best-products', param: ['count=5'] })
    const where = { actorId: 'cli:tester', queryKey: 'best-products', purpose: 'cli' }
    expect(await db().analyticsRun.findFirst({ where })).toMatchObject({
      actorKind: 'cli',
      userId: null,
      purpose: 'cli',
      parameters: { count: '5' },
      rows: 5,
    })
  })

  it('says that rows are left out', async () => {
    const { data, words } = await call('run', { query: 'revenue-by-month', rows: '3' })
    expect(data).toMatchObject({ rowCount: 3, truncated: true })
    expect(words).toMatch(/--rows/)
  })

  it.each([
    ['a parameter that does not fit', { query: 'best-products', param: ['count=6'] }],
    ['a parameter without a name', { query: 'best-products', param: ['5'] }],
    ['a key that is no key', { query: 'Best Products' }],
    ['no rows at all', { query: 'best-products', rows: '0' }],
  ])('calls %s wrong use', async (_name, input) => {
    await expect(call('run', input)).rejects.toBeInstanceOf(CliUsageError)
  })

  it('finds nothing at a query that is not there', async () => {
    await expect(call('run', { query: 'no-such-query' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

const FILES = readdirSync('analytics').filter((file) => file.endsWith('.sql'))

describe('pergola analytics list', () => {
  it('names every query', async () => {
    const { table } = await call('list')
    expect(table?.rows.map(([key]) => `${key}.sql`).sort()).toEqual(FILES.sort())
  })
})

describe('pergola analytics explain', () => {
  it('shows the statement and the plan, and runs nothing', async () => {
    const before = await db().analyticsRun.count()
    const { data, text } = await call('explain', { query: 'best-products', param: ['count=5'] })
    expect(data).toMatchObject({ query: 'best-products', engine: 'DuckDB' })
    expect(text).toMatch(/LIMIT \$count[\s\S]*TOP_N/)
    expect(await db().analyticsRun.count()).toBe(before)
  })

  it('calls a parameter that does not fit wrong use', async () => {
    await expect(call('explain', { query: 'best-products', param: ['count=6'] })).rejects.toBeInstanceOf(
      CliUsageError,
    )
  })

  it('is refused without the right to read statements, and that is recorded', async () => {
    const reader = {
      ...ctx,
      actor: { ...ctx.actor, id: 'cli:reader', rights: [{ right: 'read:query' as const }] },
    }
    const command = commands.find(({ path }) => path[1] === 'explain')
    await expect(command?.run(reader, { query: 'best-products' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const where = { actorId: 'cli:reader', outcome: 'refused' as const }
    expect(await db().auditEvent.findFirst({ where })).toMatchObject({ subjectId: 'best-products' })
  })
})

describe('pergola analytics check', () => {
  it('finds the queries of the repository well', async () => {
    expect(await call('check')).toMatchObject({
      data: { files: FILES.length, queries: FILES.length, faults: [], untried: [] },
      exitCode: 0,
    })
  })

  it('names each fault with its file and line, and ends with 1', async () => {
    const front = (...lines: string[]) => ['/*---', 'title: A', 'owner: B', ...lines, '---*/'].join('\n')
    await inFolderWith({
      'a-no-yaml.sql': '/*---\ntitle: [\n---*/\nSELECT 1',
      'b-no-table.sql': `${front('sources: [nothing]')}\nSELECT 1 AS one`,
      'c-no-column.sql': `${front('sources: [orders]', 'chart: { kind: bar, x: a, y: b }')}\nSELECT ship_city AS b FROM orders`,
      'd-bad-sql.sql': `${front('sources: [orders]')}\nSELECT nothing FROM orders`,
      'e-writes.sql': `${front('sources: [orders]')}\nDELETE FROM orders`,
      'h-bound.sql': `${front('sources: [orders]', 'engine: dremio')}\nSELECT 1 AS one`,
      'i-scoped.sql': `${front('sources: [orders]', 'rowScope: { column: product_group_code }', 'orderBy: [nothing]')}\nSELECT 1 AS one`,
      'j-listed.sql': `${front('sources: [orders]', 'parameters:', '  c: { type: text, allowedFrom: { query: f-good, column: city } }')}\nSELECT $c AS c`,
      'f-good.sql': `${front('sources: [orders]')}\nSELECT count(*) AS n FROM orders`,
    })
    const { data, exitCode } = await call('check')
    expect(exitCode).toBe(1)
    expect(data).toMatchObject({
      files: 9,
      queries: 8,
      untried: [{ file: 'h-bound.sql', reason: 'Dremio is not connected: DREMIO_URL is not set' }],
    })
    expect((data as { faults: unknown }).faults).toEqual([
      { file: 'a-no-yaml.sql', line: 3, reason: expect.stringMatching(/^is not YAML/) },
      { file: 'b-no-table.sql', line: 4, reason: 'there is no table nothing' },
      { file: 'c-no-column.sql', line: 5, reason: 'there is no column a' },
      { file: 'c-no-column.sql', line: 5, reason: 'b holds no figures (VARCHAR)' },
      { file: 'd-bad-sql.sql', line: 6, reason: expect.stringMatching(/nothing/) },
      { file: 'e-writes.sql', line: 6, reason: expect.stringMatching(/a SELECT is expected, not DELETE/) },
      { file: 'i-scoped.sql', line: 8, reason: expect.stringMatching(/product_group_code/) },
      { file: 'j-listed.sql', line: 6, reason: 'f-good has no column city' },
    ])
  })
})

describe('pergola analytics performance', () => {
  it('tells how each query did', async () => {
    await call('run', { query: 'total-revenue' })
    const { data, table } = await call('performance', { window: '24h' })
    expect(data).toMatchObject({ window: '24h' })
    expect(table?.rows.map(([key]) => key)).toContain('total-revenue')
  })

  it('calls a window that is none wrong use', async () => {
    await expect(call('performance', { window: '2 years' })).rejects.toThrow(CliUsageError)
  })
})

describe('pergola analytics sql', () => {
  it('asks the engine apart, and is recorded', async () => {
    const { data } = await call('sql', { sql: 'SELECT count(*) AS n FROM orders' })
    expect(data).toMatchObject({ rows: [['830']], rowCount: 1, cut: null, engine: 'DuckDB' })
    const where = { actorId: 'cli:tester', queryKey: 'sql' }
    expect(await db().analyticsRun.findFirst({ where })).toMatchObject({ purpose: 'cli', outcome: 'done' })
  })

  it('points at what the engine does not understand', async () => {
    await expect(call('sql', { sql: 'SELECT nothing FROM orders' })).rejects.toThrow(
      /Line 1, column 8:\n {2}SELECT nothing FROM orders\n {9}\^/,
    )
  })
})

describe('pergola data', () => {
  it('loads, lists and takes away a table, from wherever it is called', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pergola-data-'))
    onTestFinished(async () => await rm(folder, { recursive: true }))
    await writeFile(join(folder, 'Spring sales.csv'), 'code,price\n007,1.50\n')
    vi.stubEnv('PERGOLA_CALLED_FROM', folder)
    const data = (name: string, input: Record<string, unknown>) => {
      const command = commands.find(({ path }) => path[0] === 'data' && path[1] === name)
      return command?.run(ctx, input)
    }
    const loaded = await data('load', { file: ['Spring sales.csv'] })
    expect(loaded?.table?.rows).toEqual([
      ['spring_sales', 1, 'code', 'VARCHAR'],
      ['', undefined, 'price', 'DECIMAL(18,2)'],
    ])
    expect(loaded?.words).toBe('spring_sales is loaded.')
    await expect(data('load', { file: ['Spring sales.csv'] })).rejects.toThrow(
      /--replace.*\nNothing was changed/,
    )
    await expect(data('load', { file: ['a.csv', 'b.csv'], table: 'x' })).rejects.toThrow(CliUsageError)
    expect((await data('list', {}))?.table?.rows).toEqual([
      ['spring_sales', 1, 2, 'Spring_sales.csv', '2026-11-21T10:00:00.000Z', 'tester'],
    ])
    const asked = await call('sql', { sql: 'SELECT code, price FROM spring_sales' })
    expect(asked.data).toMatchObject({ rows: [['007', '1.50']] })
    await data('remove', { table: 'spring_sales' })
    expect((await data('list', {}))?.table?.rows).toEqual([])
    await expect(data('remove', { table: 'spring_sales' })).rejects.toThrow(/No table spring_sales/)
  })
})
