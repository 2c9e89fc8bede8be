import { readFileSync, writeFileSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DateDay, Float64, Int64, Table, tableToIPC, vectorFromArray } from 'apache-arrow'
import { describe, expect, it } from 'vitest'
import { type AppError, isAppError } from '@/lib/platform/errors'
import { createTestCtx } from '@/lib/testing/actors'
import { auditOf } from '@/lib/testing/audit-rows'
import { loadedTables } from '@/lib/testing/loaded-tables'
import { loadedFolders, loadedRoot } from '../data-files'
import { listTables, loadTable, removeTable } from './data-files'

const { folder, file, load, ask, ...given } = loadedTables()

async function wordsOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isAppError(error)) throw new Error(`not refused: ${String(error)}`)
  return `${error.code} ${Object.values((error as AppError).fieldErrors ?? {})
    .flat()
    .join(' ')}`
}

describe('a file that is loaded', () => {
  it('is a table with exact types, written down and recorded', async () => {
    const path = file(
      'Price list 2026.csv',
      'code,price,amount,day,note\n00123,12.50,1,2024-01-02,"a, ""b"""\n00007,3,2,2024-02-13,\n',
    )
    const { table, replaced } = await load(path)
    expect(replaced).toBe(false)
    expect(table).toMatchObject({
      table: 'price_list_2026',
      rows: 2,
      columns: [
        { name: 'code', type: 'VARCHAR' },
        { name: 'price', type: 'DECIMAL(18,2)' },
        { name: 'amount', type: 'BIGINT' },
        { name: 'day', type: 'DATE' },
        { name: 'note', type: 'VARCHAR' },
      ],
      files: [{ name: 'Price_list_2026.csv', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      loadedBy: 'Test Person',
    })
    expect(await ask('SELECT code, price, note FROM price_list_2026 ORDER BY code')).toEqual([
      ['00007', '3.00', null],
      ['00123', '12.50', 'a, "b"'],
    ])
    const script = readFileSync(join(loadedRoot(), table.folder, 'load.sql'), 'utf8')
    expect(script).toContain(`'price': 'DECIMAL(18,2)'`)
    expect(script).toContain('auto_detect = false')
    expect(script, 'it may be moved').not.toContain(folder)
    expect(await auditOf('price_list_2026', 'table.loaded')).toMatchObject([
      { outcome: 'done', actorId: given.admin().actor.id, changes: { rows: { before: null, after: 2 } } },
    ])
  })

  it.each([
    ['semicolons', 'a;b\n1;x\n', 'csv', [[1n, 'x']]],
    ['tabs', 'a\tb\n1\tx\n', 'tsv', [[1n, 'x']]],
    [
      'a list of records',
      '[{"a":1,"b":"x"},{"a":null,"b":"y"}]',
      'json',
      [
        [1n, 'x'],
        [null, 'y'],
      ],
    ],
    [
      'a record a line',
      '{"a":1,"b":{"c":[1]}}\n{"a":2,"b":null}\n',
      'ndjson',
      [
        [1n, { c: ['1'] }],
        [2n, null],
      ],
    ],
  ])('may be written with %s', async (_name, text, ending, expected) => {
    const name = `kind_${ending}`
    await load(file(`${name}.${ending}`, text))
    const rows = (await ask(`SELECT a, b FROM ${name}`)) as unknown[][]
    expect(rows).toEqual(expected.map(([a, b]) => [a === null ? null : String(a), b]))
  })

  it('may be Arrow, in its file or its stream format, with the types that it tells', async () => {
    const table = new Table({
      i: vectorFromArray([9007199254740993n, null], new Int64()),
      d: vectorFromArray(['2024-02-01', '1997-12-31'].map(Date.parse), new DateDay()),
      s: vectorFromArray(['=1+1', null]),
      f: vectorFromArray([0.1, Number.NaN], new Float64()),
    })
    for (const format of ['file', 'stream'] as const) {
      const bytes = tableToIPC(table, format)
      const name = `arrow_${format}`
      writeFileSync(join(folder, `${name}.arrow`), bytes)
      const loaded = await load(join(folder, `${name}.arrow`))
      expect(loaded.table.columns.map(({ type }) => type)).toEqual(['BIGINT', 'DATE', 'VARCHAR', 'DOUBLE'])
      expect(await ask(`SELECT * FROM ${name} ORDER BY d`)).toEqual([
        [null, '1997-12-31', null, 'NaN'],
        ['9007199254740993', '2024-02-01', '=1+1', 0.1],
      ])
      writeFileSync(join(folder, `half_${name}.arrow`), bytes.subarray(0, bytes.length - 20))
      expect(await wordsOf(load(join(folder, `half_${name}.arrow`)))).toMatch(/does not end/)
    }
  })

  it('may be a folder of files, whose types hold what all of them have', async () => {
    const months = join(folder, 'months')
    await mkdir(months)
    writeFileSync(join(months, '1.csv'), 'month,sum\n1,10\n')
    writeFileSync(join(months, '2.csv'), 'month,sum\n2,10.25\n')
    const { table } = await load(months)
    expect(table.rows).toBe(2)
    expect(await ask('SELECT sum("sum") FROM months')).toEqual([['20.25']])
  })

  it('with dates that can be read in two ways is read as somebody says', async () => {
    const path = file('days.csv', 'day\n01/02/2024\n03/04/2024\n')
    expect(await wordsOf(load(path))).toMatch(/^VALIDATION .*two ways/)
    await load(path, { dates: 'month-first' })
    expect(await ask('SELECT min(day) FROM days')).toEqual([['2024-01-02']])
    await load(path, { dates: 'day-first', replace: true })
    expect(await ask('SELECT min(day) FROM days')).toEqual([['2024-02-01']])
  })
})

describe('a file that cannot be loaded', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['empty.csv', '', /is empty/],
    ['only_names.csv', 'a,b\n', /no rows|nothing below it/],
    ['uneven.csv', 'a,b\n1,2\n1,2,3\n', /another number of fields|Expected Number of Columns/],
    ['not_utf8.csv', Buffer.from([0x61, 0x0a, 0xff, 0xfe, 0x0a, 0xe9, 0x0a]), /utf-8|unicode/i],
    ['half_copied.json', '[{"a":1},', /does not end/],
    ['not_really.parquet', 'PAR?', /Parquet|magic/i],
    ['workbook.xlsx', 'x', /no known kind/],
    ['drop"; --.csv', 'a\n1\n', /./],
  ])('changes nothing and says why: %s', async (name, text, words) => {
    const before = await readdir(loadedRoot()).catch(() => [])
    const path = join(folder, name)
    writeFileSync(path, text)
    if (name.startsWith('drop')) {
      const { table } = await load(path)
      expect(table.table).toBe('drop_')
      return
    }
    const said = await wordsOf(load(path))
    expect(said).toMatch(words)
    expect(said, 'no path of the portal').not.toContain(loadedRoot())
    expect((await readdir(loadedRoot())).sort()).toEqual([...before].sort())
  })

  it('is one that is not there, or under a name that is none', async () => {
    expect(await wordsOf(load(join(folder, 'nowhere.csv')))).toMatch(/is not there/)
    const path = file('fine.csv', 'a\n1\n')
    expect(await wordsOf(load(path, { table: 'Robert"; DROP TABLE orders' }))).toMatch(/no name for a table/)
    expect(await wordsOf(load(path, { table: '../outside' }))).toMatch(/no name for a table/)
  })
})

describe('a table that is there already', () => {
  it('is not shadowed unless that is asked for, and stands again when the new one is taken away', async () => {
    const path = file('orders.csv', 'order_id\n1\n')
    expect(await wordsOf(load(path))).toMatch(/^CONFLICT .*--replace/)
    expect(await ask('SELECT count(*) FROM orders')).toEqual([['830']])
    await load(path, { replace: true })
    expect(await ask('SELECT count(*) FROM orders')).toEqual([['1']])
    await removeTable(given.admin(), { table: 'orders' })
    expect(await ask('SELECT count(*) FROM orders')).toEqual([['830']])
  })

  it('is replaced whole, or not at all by a bad file', async () => {
    await load(file('stock.csv', 'a\n1\n2\n'))
    expect(await wordsOf(load(file('stock.csv', 'a\n3\n')))).toMatch(/^CONFLICT/)
    expect(await wordsOf(load(file('stock.csv', 'a,b\n1,2\n3,4,5\n'), { replace: true }))).toMatch(
      /^VALIDATION/,
    )
    expect(await ask('SELECT count(*) FROM stock')).toEqual([['2']])
    const { replaced } = await load(file('stock.csv', 'a\n3\n'), { replace: true })
    expect(replaced).toBe(true)
    expect(await ask('SELECT a FROM stock')).toEqual([['3']])
    expect((await listTables(given.admin())).map(({ table }) => table)).toEqual(['stock'])
  })

  it('is won by one of two who load it at once', async () => {
    const path = file('race.csv', 'a\n1\n')
    const done = await Promise.allSettled([load(path), load(path), load(path)])
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await ask('SELECT a FROM race')).toEqual([['1']])
  })
})

describe('somebody without the right', () => {
  it.each(['viewer', 'analyst', 'editor', 'operator'])(
    'is refused as %s, and that is recorded',
    async (role) => {
      const ctx = await createTestCtx({ role })
      const path = file('fine.csv', 'a\n1\n')
      expect(await wordsOf(loadTable(ctx, { path, replace: false }))).toMatch(/^FORBIDDEN/)
      expect(await wordsOf(listTables(ctx))).toMatch(/^FORBIDDEN/)
      expect(await wordsOf(removeTable(ctx, { table: 'fine' }))).toMatch(/^FORBIDDEN/)
      expect(await loadedFolders()).toEqual([])
    },
  )
})

it('takes nothing away that was not loaded', async () => {
  expect(await wordsOf(removeTable(given.admin(), { table: 'orders' }))).toMatch(/^NOT_FOUND/)
  expect(await wordsOf(removeTable(given.admin(), { table: '../../secrets' }))).toMatch(/^NOT_FOUND/)
  expect(await auditOf('orders', 'table.removed').then((rows) => rows.at(-1))).not.toMatchObject({
    outcome: 'failed',
  })
})
