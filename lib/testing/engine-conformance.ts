import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { BoundValue } from '@/lib/connectors/tabular'
import { type Asking, askThrough, type EngineTransport, faultOf, rowsOf } from './engine-asking'
import { caseSql, engineCases, numbersSql } from './engine-cases'
import { describeEndings, describeFaults, describeRowEndings } from './engine-endings'

/** What every engine must do, whatever the transport (docs/analytics.md). To be called at the top of a test file. */
export function describeEngine(transport: EngineTransport): void {
  const asking = askThrough(transport)
  describeValues(transport, asking)
  describeColumns(transport, asking)
  describeStreaming(transport, asking)
  describeFaults(transport, asking)
  describeEndings(transport, asking)
  describeRowEndings(transport, asking)
}

function describeValues({ name, dialect, limits }: EngineTransport, { open, ask }: Asking): void {
  const cases = engineCases(dialect, limits)
  describe(`${name}: values`, () => {
    it.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
      const stream = await open(caseSql(one))
      expect(stream.columns).toMatchObject([{ name: 'value', type: one.type }])
      expect(await rowsOf(stream)).toEqual(
        [null, ...one.values.map(([, cell]) => cell)].map((cell) => [cell]),
      )
    })

    it.each(cases.map((one) => [one.name, one] as const))('%s, where every one is NULL', async (_, one) => {
      const sql = `SELECT CAST(NULL AS ${one.sqlType}) AS value UNION ALL SELECT CAST(NULL AS ${one.sqlType})`
      const stream = await open(sql)
      expect(stream.columns).toMatchObject([{ type: one.type }])
      expect(await rowsOf(stream)).toEqual([[null], [null]])
    })

    it('keeps its values beside each other, in the order of the columns', async () => {
      const rows = await ask(
        `SELECT CAST('9007199254740993' AS BIGINT) AS b, CAST('1.50' AS DECIMAL(4,2)) AS a, 'x' AS "2", 'y' AS "1"`,
      )
      expect(rows).toEqual([['9007199254740993', '1.50', 'x', 'y']])
    })

    it('takes typed values for parameters, which stay values whatever they say', async () => {
      const hostile = `x'; DROP TABLE orders; --\\' OR '1'='1`
      const sql = `SELECT CAST($t AS VARCHAR) AS t, CAST($i AS BIGINT) AS i, CAST($d AS DECIMAL(10,3)) AS d,
        CAST($day AS DATE) AS day_, CAST($yes AS BOOLEAN) AS yes, CAST($nothing AS VARCHAR) AS nothing, '$t' AS quoted`
      const values: Record<string, BoundValue> = {
        t: { type: 'text', value: hostile },
        i: { type: 'integer', value: 9007199254740993n },
        d: { type: 'decimal', value: '-12.345' },
        day: { type: 'date', value: '1997-02-28' },
        yes: { type: 'boolean', value: true },
        nothing: { type: 'text', value: null },
      }
      expect(await ask(sql, { values })).toEqual([
        [hostile, '9007199254740993', '-12.345', '1997-02-28', true, null, '$t'],
      ])
    })
  })
}

function describeColumns({ name, duplicateNames }: EngineTransport, { open }: Asking): void {
  describe(`${name}: columns`, () => {
    it('come with their types when there are no rows', async () => {
      const stream = await open(
        `SELECT * FROM (SELECT CAST(1 AS INTEGER) AS a, CAST('1' AS DECIMAL(9,2)) AS b, DATE '2026-01-01' AS c) AS t WHERE a = 2`,
      )
      expect(stream.columns.map(({ name: column, type }) => [column, type])).toEqual([
        ['a', 'integer'],
        ['b', 'decimal'],
        ['c', 'date'],
      ])
      expect(await rowsOf(stream)).toEqual([])
    })

    it('may have any name', async () => {
      const names = ['a b', '__proto__', 'constructor', 'Größe', 'x"y', '1', 'A.b', '💶']
      const sql = `SELECT ${names.map((one, index) => `'${index}' AS "${one.replaceAll('"', '""')}"`).join(', ')}`
      const stream = await open(sql)
      expect(stream.columns.map((column) => column.name)).toEqual(names)
      expect(await rowsOf(stream)).toEqual([names.map((_, index) => String(index))])
    })

    const twice = `SELECT CAST(1 AS INTEGER) AS a, CAST('2.5' AS DECIMAL(9,1)) AS a`
    if (duplicateNames === 'kept') {
      it('of one name are two', async () => {
        const stream = await open(twice)
        expect(stream.columns.map(({ name: column, type }) => [column, type])).toEqual([
          ['a', 'integer'],
          ['a', 'decimal'],
        ])
        expect(await rowsOf(stream)).toEqual([[1, '2.5']])
      })
    } else {
      it('of one name are refused by that name, never lost', async () => {
        const fault = await faultOf(open(twice))
        expect(fault).toMatchObject({ layer: 'validation', code: 'DUPLICATE_COLUMNS', retryable: false })
        expect(fault.detail).toContain('"a"')
      })
    }
  })
}

const MILLION = 1_000_000

function describeStreaming({ name, rowsTaken, rowsAhead }: EngineTransport, { open, isIdle }: Asking): void {
  describe(`${name}: streaming`, () => {
    it('gives a million rows in order, without holding them', { timeout: 300_000 }, async () => {
      const collect = collector()
      const stream = await open(numbersSql(6), { timeoutMs: 280_000 })
      let rows = 0
      let largest = 0
      let isOrdered = true
      let base = 0
      let most = 0
      for await (const batch of stream.batches) {
        for (const [n] of batch) {
          isOrdered &&= n === String(rows)
          rows += 1
        }
        largest = Math.max(largest, batch.length)
        if (base === 0) base = collect()
        else if (rows % 100_000 < batch.length) most = Math.max(most, collect() - base)
      }
      expect({ rows, isOrdered }).toEqual({ rows: MILLION, isOrdered: true })
      expect(largest).toBeLessThanOrEqual(65_536)
      // A million such rows held are more than 60 MB; what is held while one batch is read is a few.
      expect(most).toBeLessThan(24 * 1024 * 1024)
      await isIdle()
    })

    it.skipIf(rowsTaken === undefined)('waits for a reader who is slow', async () => {
      const stream = await open(numbersSql(5))
      const batches = stream.batches[Symbol.asyncIterator]()
      const first = await batches.next()
      await pause(300)
      const held = rowsTaken?.() ?? Number.POSITIVE_INFINITY
      expect(held).toBeLessThanOrEqual((first.value?.length ?? 0) + (rowsAhead ?? 0))
      const second = await batches.next()
      expect(second.value?.[0]).toEqual([String(first.value?.length)])
      stream.close()
      await isIdle()
    })
  })
}

/** Answers what JavaScript holds, after all that can go has gone. */
function collector(): () => number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  return () => {
    collect()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
}
