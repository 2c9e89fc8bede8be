import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cell, TableColumn, TableFormat, WrittenCell } from './model'
import { openTable } from './read'
import { writeTable } from './write'

type Table = { columns: TableColumn[]; rows: WrittenCell[][] }

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pergola-tables-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function written(format: TableFormat, { columns, rows }: Table): Promise<Buffer> {
  async function* batches() {
    for (let from = 0; from < rows.length; from += 2) yield rows.slice(from, from + 2)
  }
  const pieces: Uint8Array[] = []
  for await (const piece of writeTable(format, { title: 'Data', columns, batches: batches() }))
    pieces.push(piece)
  return Buffer.concat(pieces)
}

/** What comes back, each cell as its column's kind: CSV has text only. */
async function readBack(content: Buffer, columns: TableColumn[]): Promise<Table> {
  const path = join(folder, randomUUID())
  writeFileSync(path, content)
  const table = await openTable(path)
  const rows: WrittenCell[][] = []
  for await (const { cells } of table.rows)
    rows.push(cells.map((cell, at) => toKind(columns[at]?.kind, cell)))
  return { columns: table.headers.map((name, at) => ({ name, kind: columns[at]?.kind ?? 'text' })), rows }
}

function toKind(kind: TableColumn['kind'] | undefined, cell: Cell): WrittenCell {
  if (cell === null || typeof cell === 'object') return null
  return kind === 'number' ? Number(cell) : String(cell)
}

const danger = fc.constantFrom(
  '=',
  '+',
  '-',
  '@',
  '\t',
  '\r',
  '\n',
  "'",
  "''",
  '＝',
  '"',
  ';',
  ',',
  '_x000D_',
  '<&>',
)
const storable = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\u0000'))
const dangerous = fc
  .tuple(fc.array(danger, { maxLength: 4 }), storable, danger)
  .map(([a, b, c]) => a.join('') + b + c)
const text = fc.oneof(storable, dangerous).map((value) => value.toWellFormed())
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value))
const name = text
  .map((value) => value.trim())
  .filter((value) => value !== '' && value.length < 50 && !/^\d+$/.test(value) && !value.startsWith('\uFEFF'))

const tables: fc.Arbitrary<Table> = fc
  .uniqueArray(fc.record({ name, kind: fc.constantFrom('text' as const, 'number' as const) }), {
    selector: (column) => column.name,
    minLength: 1,
    maxLength: 5,
  })
  .chain((columns) => {
    const cells = columns.map(({ kind }) => fc.option<string | number>(kind === 'text' ? text : number))
    const rows = fc.array(fc.tuple(...cells), { minLength: 1, maxLength: 6 })
    return fc.record({ columns: fc.constant(columns), rows })
  })
  .map(({ columns, rows }) => ({
    columns,
    rows: rows
      .map((row) => row.map((cell) => (cell === '' ? null : cell)))
      .filter((row) => row.some((cell) => typeof cell === 'number' || (cell !== null && cell.trim() !== ''))),
  }))
  .filter(({ rows }) => rows.length > 0)

describe('a table that is written', () => {
  it.each(['csv', 'xlsx', 'json'] as const)(
    'as %s comes back equal, and is written again the same',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(tables, async (table) => {
          const first = await written(format, table)
          const back = await readBack(first, table.columns)
          expect(back).toEqual(table)
          expect((await written(format, back)).equals(first)).toBe(true)
        }),
        { numRuns: 120 },
      )
    },
    60_000,
  )

  it('has one apostrophe before text that would be a formula, and none before a number', async () => {
    const columns = [
      { name: '=head', kind: 'text' as const },
      { name: 'n', kind: 'number' as const },
    ]
    const rows = ['=1', '+1', '-1', '@x', '\tx', '\rx', "'=1", "'x", 'plain'].map((value) => [value, -1])
    const lines = (await written('csv', { columns, rows })).toString()
    expect(lines).toBe(
      "\uFEFF'=head,n\r\n'=1,-1\r\n'+1,-1\r\n'-1,-1\r\n'@x,-1\r\n\"'\tx\",-1\r\n\"'\rx\",-1\r\n''=1,-1\r\n'x,-1\r\nplain,-1\r\n",
    )
  })

  it('is written in constant memory, and no faster than it is read', async () => {
    let made = 0
    async function* batches() {
      for (; made < 400; made += 1) {
        yield Array.from({ length: 500 }, (_, n) => [`code ${made} ${n} ${Math.random()}`, n])
      }
    }
    const columns = [
      { name: 'code', kind: 'text' as const },
      { name: 'n', kind: 'number' as const },
    ]
    const pieces = writeTable('xlsx', { title: 'Data', columns, batches: batches() })
    for (let read = 0; read < 6; read += 1) await pieces.next()
    const ahead = made
    let peak = 0
    for await (const _ of pieces) peak = Math.max(peak, process.memoryUsage().arrayBuffers)
    expect(made).toBe(400)
    expect(ahead).toBeLessThan(100)
    expect(peak).toBeLessThan(60 * 2 ** 20)
  })

  it('fails where its rows do', async () => {
    async function* batches() {
      yield [['x']]
      throw new Error('the rows ended')
    }
    for (const format of ['csv', 'xlsx', 'json'] as const) {
      const pieces = writeTable(format, {
        title: 'Data',
        columns: [{ name: 'a', kind: 'text' }],
        batches: batches(),
      })
      await expect(
        (async () => {
          for await (const _ of pieces);
        })(),
      ).rejects.toThrow('the rows ended')
    }
  })
})
