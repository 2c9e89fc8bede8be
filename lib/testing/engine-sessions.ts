import { describe, expect, it } from 'vitest'
import { askThrough, type EngineTransport, faultOf, rowsOf } from './engine-asking'
import { numbersSql } from './engine-cases'

/** How a system with sign-in is told to misbehave. */
export type SessionFaults = {
  /** Every session given so far ends now. */
  expireSessions: () => void
  /** Sessions given so far. */
  logins: () => number
  /** Every session is refused from now on, new ones too; with false no longer. */
  refuseSessions: (refuse: boolean) => void
  /** The next so many calls are told to come later, and when: null says nothing of that. Absent where it cannot be. */
  busy?: (calls: number, retryAfterSeconds: number | null) => void
  /** When each call came, by `performance.now()`. */
  calls?: () => readonly number[]
}

/** What an engine behind a sign-in must do besides (engine-conformance.ts). */
export function describeSessions(transport: EngineTransport, faults: SessionFaults): void {
  const { open, ask } = askThrough(transport)
  describe(`${transport.name}: sessions`, () => {
    it('signs in anew, once, when the session ends in the middle of the rows', async () => {
      const stream = await open(numbersSql(4))
      const batches = stream.batches[Symbol.asyncIterator]()
      const first = await batches.next()
      const logins = faults.logins()
      faults.expireSessions()
      let rows = first.value?.length ?? 0
      for (let next = await batches.next(); !next.done; next = await batches.next()) rows += next.value.length
      expect(rows).toBe(10_000)
      expect(faults.logins()).toBe(logins + 1)
    })

    it('signs in once for readers side by side', async () => {
      await ask('SELECT 1 AS a')
      const logins = faults.logins()
      faults.expireSessions()
      const answers = await Promise.all([1, 2, 3, 4].map((n) => ask(`SELECT CAST(${n} AS INTEGER) AS n`)))
      expect(answers).toEqual([[[1]], [[2]], [[3]], [[4]]])
      expect(faults.logins()).toBe(logins + 1)
    })
  })
  describeTurnedAway(transport, faults)
}

/** What one does that is refused, or told to come later, whether or not it could sign in anew. */
export function describeTurnedAway(transport: EngineTransport, faults: SessionFaults): void {
  const { open, ask, isIdle } = askThrough(transport)
  describe(`${transport.name}: turned away`, () => {
    it('says that it is refused, and does not sign in again and again', async () => {
      const logins = faults.logins()
      faults.refuseSessions(true)
      try {
        const fault = await faultOf(ask('SELECT 1 AS a'))
        expect(fault).toMatchObject({ layer: 'http', code: 'UNAUTHORIZED', retryable: false })
        expect(faults.logins() - logins).toBeLessThanOrEqual(2)
      } finally {
        faults.refuseSessions(false)
      }
      expect(await ask(`SELECT 'again' AS value`)).toEqual([['again']])
      await isIdle()
    })

    it.skipIf(faults.busy === undefined)('comes later when it is told so without a time', async () => {
      faults.busy?.(2, null)
      expect(await ask(`SELECT 'later' AS value`)).toEqual([['later']])
    })

    it.skipIf(faults.busy === undefined)('comes no earlier than it is told', async () => {
      const stream = await open(`SELECT 'warm' AS value`)
      await rowsOf(stream)
      const before = faults.calls?.().length ?? 0
      faults.busy?.(1, 1)
      expect(await ask(`SELECT 'later' AS value`)).toEqual([['later']])
      const [refused = 0, next = 0] = faults.calls?.().slice(before) ?? []
      expect(next - refused).toBeGreaterThanOrEqual(990)
    })
  })
}
