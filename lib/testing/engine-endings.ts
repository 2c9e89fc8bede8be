import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Cell, Row } from '@/lib/connectors/tabular'
import { type Asking, type EngineTransport, faultOf, rowsOf } from './engine-asking'
import { ENDLESS, FAILS_LATE, numbersSql } from './engine-cases'

export function describeFaults({ name }: EngineTransport, { ask, isIdle }: Asking): void {
  describe(`${name}: statements that fail`, () => {
    it.each([
      ['is no SQL', 'SELEC 1', /SELEC|syntax|parse/i],
      [
        'names a column that is not there',
        'SELECT no_such_column FROM (SELECT 1 AS a) AS t',
        /no_such_column/,
      ],
      ['fails at a row', FAILS_LATE, /late|convert|cast/i],
    ])('one that %s says so, and is not asked again', async (_, sql, words) => {
      const fault = await faultOf(ask(sql))
      expect(fault).toMatchObject({ layer: 'protocol', code: 'QUERY_FAILED', retryable: false })
      expect(fault.detail).toMatch(words)
      expect(fault.message).not.toContain('\n')
      await isIdle()
    })

    it('answers the next one', async () => {
      expect(await ask(`SELECT 'on' AS value`)).toEqual([['on']])
    })
  })
}

export function describeEndings({ name }: EngineTransport, { ask, isIdle }: Asking): void {
  const left = new Error('the reader left')
  describe(`${name}: endings`, () => {
    it('stops at the engine when the reader leaves, with the reader’s own reason', async () => {
      const reader = new AbortController()
      setTimeout(() => reader.abort(left), 300)
      await expect(ask(ENDLESS, { signal: reader.signal })).rejects.toBe(left)
      await isIdle()
    })

    it('stops at the engine when the time is up, and says so', async () => {
      const fault = await faultOf(ask(ENDLESS, { timeoutMs: 500 }))
      expect(fault).toMatchObject({ layer: 'timeout', code: 'TIMEOUT' })
      expect(fault.detail).toContain('500 ms')
      await isIdle()
    })

    it('does not begin for a reader who has left already', async () => {
      await expect(ask(ENDLESS, { signal: AbortSignal.abort(left) })).rejects.toBe(left)
      await isIdle()
    })

    it('bears readers side by side, one of whom leaves', async () => {
      const reader = new AbortController()
      const staying = ask(numbersSql(4))
      const leaving = ask(ENDLESS, { signal: reader.signal })
      setTimeout(() => reader.abort(left), 200)
      await expect(leaving).rejects.toBe(left)
      expect(await staying).toHaveLength(10_000)
      await isIdle()
    })
  })
}

/** The same once rows have come. */
export function describeRowEndings({ name }: EngineTransport, { open, isIdle }: Asking): void {
  const left = new Error('the reader left')
  describe(`${name}: endings among the rows`, () => {
    it('ends in the middle of the rows when the reader leaves', async () => {
      const reader = new AbortController()
      const stream = await open(numbersSql(6), { signal: reader.signal })
      const batches = stream.batches[Symbol.asyncIterator]()
      await batches.next()
      reader.abort(left)
      await expect(drain(batches)).rejects.toBe(left)
      await isIdle()
    })

    it('counts the reading of the rows in the time', async () => {
      const timeoutMs = 4_000
      const late = pause(timeoutMs + 100)
      const stream = await open(numbersSql(5), { timeoutMs })
      const batches = stream.batches[Symbol.asyncIterator]()
      await batches.next()
      await late
      expect(await faultOf(drain(batches))).toMatchObject({ layer: 'timeout', code: 'TIMEOUT' })
      await isIdle()
    })

    it('lets the engine go when it is closed before, while and after the rows are read', async () => {
      const unread = await open(numbersSql(6))
      unread.close()
      unread.close()
      await isIdle()
      const begun = await open(numbersSql(6))
      for await (const batch of begun.batches) {
        expect(batch.length).toBeGreaterThan(0)
        break
      }
      await isIdle()
      const whole = await open(`SELECT 'all' AS value`)
      expect(await rowsOf(whole)).toEqual([['all']])
      whole.close()
      await isIdle()
    })
  })
}

async function drain(batches: AsyncIterator<readonly Row[]>): Promise<Cell[]> {
  const firsts: Cell[] = []
  for (;;) {
    const next = await batches.next()
    if (next.done) return firsts
    firsts.push(next.value[0]?.[0] ?? null)
  }
}
