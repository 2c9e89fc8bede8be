import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostileValues } from '@/lib/testing/hostile-values'
import { toBinding, toCell } from './duckdb/map'
import { LiteralError, renderLiteral, renderStatement } from './sql-literals'
import type { BoundScalar, Cell } from './tabular'

// DuckDB's own parser judges: what it makes of a statement with a hostile value is what it makes of it with a plain one,
// but for the value. Then it is asked for the value, once as a literal and once bound.

const COUNT = 10_000

let instance: DuckDBInstance
let ask: (
  sql: string,
  values?: Parameters<Awaited<ReturnType<DuckDBInstance['connect']>>['runAndReadAll']>[1],
  types?: Parameters<Awaited<ReturnType<DuckDBInstance['connect']>>['runAndReadAll']>[2],
) => Promise<Cell[][]>

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  ask = async (sql, values, types) => {
    const reader = await connection.runAndReadAll(sql, values, types)
    return reader.getRows().map((row) => row.map(toCell))
  }
})

afterAll(() => instance.closeSync())

const STATEMENT = `SELECT $v AS v, 'it''s $v' AS t, "$v".a -- $v ' "
FROM (SELECT 1 AS a) AS "$v" /* $v */ WHERE "$v".a=$v OR NOT ($v IS NULL) AND a IN $list OR concat($v,'x') LIKE $v`

const PLAIN: Record<BoundScalar['type'], [BoundScalar, BoundScalar]> = {
  boolean: [
    { type: 'boolean', value: true },
    { type: 'boolean', value: false },
  ],
  text: [
    { type: 'text', value: 'plain' },
    { type: 'text', value: 'other' },
  ],
  integer: [
    { type: 'integer', value: 1n },
    { type: 'integer', value: 2n },
  ],
  decimal: [
    { type: 'decimal', value: '1' },
    { type: 'decimal', value: '2' },
  ],
  double: [
    { type: 'double', value: 1 },
    { type: 'double', value: 2 },
  ],
  date: [
    { type: 'date', value: '1997-01-01' },
    { type: 'date', value: '1997-01-02' },
  ],
  timestamp: [
    { type: 'timestamp', value: '1997-01-01T00:00:00Z' },
    { type: 'timestamp', value: '1997-01-02T00:00:00Z' },
  ],
}

const withValue = (value: BoundScalar) =>
  renderStatement(STATEMENT, {
    v: value,
    list: { type: 'list', of: value.type, value: [value.value] } as never,
  })

/** Every leaf of a parse tree by its path. Where a piece stands in the statement is no part of what it means. */
function leavesOf(tree: unknown, path = '', found = new Map<string, unknown>()): Map<string, unknown> {
  if (typeof tree !== 'object' || tree === null) return found.set(path, tree)
  for (const [key, item] of Object.entries(tree)) {
    if (key !== 'query_location') leavesOf(item, `${path}/${key}`, found)
  }
  return found.set(path, Array.isArray(tree) ? tree.length : 'object')
}

async function parse(statements: readonly string[]): Promise<Map<string, unknown>[]> {
  const { value, type } = toBinding({ type: 'list', of: 'text', value: statements })
  const rows = await ask(
    'SELECT json_serialize_sql(one) FROM (SELECT unnest($s) AS one)',
    { s: value },
    { s: type },
  )
  return rows.map(([json]) => leavesOf(JSON.parse(String(json))))
}

/** What the parser finds between the quotes of a literal. */
const textOf = (value: BoundScalar) =>
  renderLiteral(value)
    .replace(/^[^']*'/, '')
    .replace(/'[^']*$/, '')
    .replaceAll("''", "'")

/** A decimal's precision and scale are part of its type: those follow the value, and are digits. */
const FOLLOWS_THE_VALUE = /\/type_info\/(width|scale)$/

type Reference = { plain: Map<string, unknown>; places: Set<string> }

async function referenceOf(type: BoundScalar['type']): Promise<Reference> {
  const [one, other] = await parse(PLAIN[type].map(withValue))
  if (one === undefined || other === undefined) throw new Error('not parsed')
  expect(one.get('/error')).toBe(false)
  expect([...one.keys()]).toEqual([...other.keys()])
  return { plain: one, places: new Set([...one.keys()].filter((key) => one.get(key) !== other.get(key))) }
}

function changesOf(value: BoundScalar, leaves: Map<string, unknown>, { plain, places }: Reference): string[] {
  const changes = [...plain.keys()].filter((key) => !leaves.has(key))
  for (const [key, leaf] of leaves) {
    if (places.has(key) ? leaf === textOf(value) : leaf === plain.get(key)) continue
    if (FOLLOWS_THE_VALUE.test(key) && Number.isInteger(leaf)) continue
    changes.push(key)
  }
  return changes
}

describe('10,000 hostile values', () => {
  const values = hostileValues(COUNT)
  const rendered: BoundScalar[] = []
  let refused = 0

  beforeAll(() => {
    for (const value of values) {
      try {
        renderLiteral(value)
        rendered.push(value)
      } catch (error) {
        expect(error).toBeInstanceOf(LiteralError)
        refused += 1
      }
    }
  })

  it('are taken, or refused in words: most are taken', () => {
    expect(values).toHaveLength(COUNT)
    expect(rendered.length + refused).toBe(COUNT)
    expect(rendered.length).toBeGreaterThan(COUNT * 0.7)
    expect(refused).toBeGreaterThan(100)
  })

  it('change the parse of a statement 0 times', async () => {
    const references = new Map<BoundScalar['type'], Reference>()
    for (const type of Object.keys(PLAIN) as BoundScalar['type'][]) {
      const reference = await referenceOf(type)
      expect(reference.places.size).toBe(6)
      references.set(type, reference)
    }
    const changed: unknown[] = []
    for (let at = 0; at < rendered.length; at += 250) {
      const part = rendered.slice(at, at + 250)
      const trees = await parse(part.map(withValue))
      expect(trees).toHaveLength(part.length)
      for (const [index, value] of part.entries()) {
        const reference = references.get(value.type)
        const leaves = trees[index]
        if (reference === undefined || leaves === undefined) throw new Error('not parsed')
        const changes = changesOf(value, leaves, reference)
        if (changes.length > 0) changed.push({ value, changes })
      }
    }
    expect(changed).toEqual([])
  }, 120_000)

  it('would be seen to change it, were they put in as they are', async () => {
    const reference = await referenceOf('text')
    const careless = (value: string) =>
      withValue({ type: 'text', value: 'plain' }).replaceAll(`'plain'`, `'${value}'`)
    const attacks = [`' OR '1'='1`, `' OR 1=1 --`, `'; DROP TABLE orders; --`, `'/*`]
    const trees = await parse(attacks.map(careless))
    for (const [index, value] of attacks.entries()) {
      expect(changesOf({ type: 'text', value }, trees[index] ?? new Map(), reference)).not.toEqual([])
    }
  })

  it('are, as literals, what they are when they are bound, and come back as that', async () => {
    for (let at = 0; at < rendered.length; at += 100) {
      const part = rendered.slice(at, at + 100)
      const bindings = part.map(toBinding)
      const values = Object.fromEntries(bindings.map(({ value }, index) => [`v${index}`, value]))
      const types = Object.fromEntries(bindings.map(({ type }, index) => [`v${index}`, type]))
      const [back] = await ask(`SELECT ${part.map((_, index) => `$v${index}`).join(', ')}`, values, types)
      expect(back?.map(comparable)).toEqual(part.map((value) => comparable(cellOf(value))))
      const same = part.map((value, index) => `${renderLiteral(value)} = $v${index}`)
      expect(new Set((await ask(`SELECT ${same.join(', ')}`, values, types))[0])).toEqual(new Set([true]))
    }
  }, 120_000)
})

function cellOf({ type, value }: BoundScalar): Cell {
  if (type === 'timestamp')
    return String(value)
      .replace(/(\.\d*?)0+Z$/, '$1Z')
      .replace('.Z', 'Z')
  if (type === 'decimal')
    return String(value)
      .replace(/^(-?)0+(?=\d)/, '$1')
      .replace(/^-(?=[0.]+$)/, '')
  return typeof value === 'bigint' ? String(value) : value
}

/**
 * -0 is 0 as a literal: that sign counts for nothing. A byte order mark at the beginning is lost when @duckdb/node-api
 * reads text; the engine has it, as the comparison within the engine shows.
 */
const comparable = (cell: Cell) =>
  cell === 0 ? 0 : typeof cell === 'string' ? cell.replace(/^\uFEFF/, '') : cell
