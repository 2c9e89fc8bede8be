import { describe, expect, it } from 'vitest'
import type { Probe, ProbeFault } from '@/lib/connectors/web/model'
import { afterCheck, isSilence, judge, looksOffline } from './judgement'
import type { LinkHealth } from './model'

const answered = (status: number, askAgainLater = false): Probe => ({
  kind: 'answered',
  status,
  inside: false,
  askAgainLater,
})
const failed = (fault: ProbeFault, redirected = false): Probe => ({ kind: 'failed', fault, redirected })

describe('judge', () => {
  it.each([
    [answered(200), 'works', 'OK'],
    [answered(204), 'works', 'OK'],
    [answered(401), 'signIn', 'SIGN_IN'],
    [answered(403), 'signIn', 'KEPT_OUT'],
    [answered(404), 'gone', 'NOT_FOUND'],
    [answered(410), 'gone', 'GONE'],
    [answered(429), 'busy', 'TOO_MANY_REQUESTS'],
    [answered(503, true), 'busy', 'UNAVAILABLE'],
    [answered(503), 'fault', 'UNAVAILABLE'],
    [answered(500), 'fault', 'SERVER_FAULT'],
    [answered(400), 'unclear', 'ODD_STATUS'],
    [answered(304), 'unclear', 'ODD_STATUS'],
    [answered(999), 'unclear', 'ODD_STATUS'],
    [failed('NAME_NOT_FOUND'), 'gone', 'NAME_NOT_FOUND'],
    [failed('NAME_NOT_RESOLVED'), 'fault', 'NAME_NOT_RESOLVED'],
    [failed('TIMEOUT'), 'fault', 'TIMEOUT'],
    [failed('CERTIFICATE_EXPIRED'), 'fault', 'CERTIFICATE_EXPIRED'],
    [failed('CERTIFICATE_UNKNOWN'), 'unclear', 'CERTIFICATE_UNKNOWN'],
    [failed('REDIRECT_LOOP'), 'unclear', 'REDIRECT_LOOP'],
    [failed('NOT_ALLOWED'), 'notAsked', 'NOT_ALLOWED'],
    [failed('NOT_ALLOWED', true), 'unclear', 'NOT_ALLOWED'],
    [failed('CREDENTIALS_IN_ADDRESS'), 'notAsked', 'CREDENTIALS_IN_ADDRESS'],
  ] as const)('%o is %s', (probe, finding, reason) => {
    expect(judge(probe)).toMatchObject({ finding, reason })
  })
})

const NEW: LinkHealth = {
  checkedAt: null,
  okAt: null,
  finding: null,
  reason: null,
  status: null,
  failures: 0,
  clearFailures: 0,
  failedSince: null,
  countedAt: null,
  brokenSince: null,
}
const hour = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 3_600_000)

/** A link's health after checks at these hours. */
function healthAfter(...checks: readonly [hours: number, probe: Probe][]): LinkHealth {
  return checks.reduce((health, [at, probe]) => afterCheck(health, judge(probe), hour(at)), NEW)
}

describe('a link', () => {
  it('that says clearly that nothing is there is broken at the second time, hours later', () => {
    expect(healthAfter([0, answered(404)])).toMatchObject({ failures: 1, brokenSince: null })
    expect(healthAfter([0, answered(404)], [6, answered(410)])).toMatchObject({
      brokenSince: hour(6),
      failedSince: hour(0),
    })
    expect(healthAfter([0, failed('NAME_NOT_FOUND')], [6, failed('NAME_NOT_FOUND')]).brokenSince).toEqual(
      hour(6),
    )
  })

  it('is not broken by many checks within few hours', () => {
    const health = healthAfter(...[0, 1, 2, 3].map((at) => [at, answered(404)] as [number, Probe]))
    expect(health).toMatchObject({ failures: 1, brokenSince: null, checkedAt: hour(3) })
  })

  it('with another fault is broken at the third time, and not before a day is over', () => {
    const fault = failed('TIMEOUT')
    expect(healthAfter([0, fault], [6, fault], [12, fault], [18, fault]).brokenSince).toBeNull()
    expect(healthAfter([0, fault], [6, fault], [12, fault], [24, fault]).brokenSince).toEqual(hour(24))
    expect(healthAfter([0, fault], [48, fault]).brokenSince).toBeNull()
    expect(healthAfter([0, fault], [24, fault], [48, fault]).brokenSince).toEqual(hour(48))
  })

  it('needs two clear words in a row: one among other faults is not enough', () => {
    expect(healthAfter([0, answered(404)], [5, answered(500)], [10, answered(404)]).brokenSince).toBeNull()
  })

  it('is well again at the first answer, and begins anew after it', () => {
    const mended = healthAfter([0, answered(404)], [6, answered(404)], [12, answered(200)])
    expect(mended).toMatchObject({ failures: 0, brokenSince: null, failedSince: null, okAt: hour(12) })
    const again = healthAfter([0, answered(404)], [6, answered(200)], [12, answered(404)])
    expect(again).toMatchObject({ failures: 1, brokenSince: null, failedSince: hour(12) })
  })

  it('that wants a sign-in answers, so that it is well', () => {
    expect(healthAfter([0, answered(500)], [6, answered(401)])).toMatchObject({ failures: 0, okAt: hour(6) })
  })

  it('stays as it was while its host is busy, nothing can be told, or it is not asked', () => {
    for (const probe of [answered(429), failed('REDIRECT_LOOP'), failed('NOT_ALLOWED')]) {
      expect(healthAfter([0, answered(404)], [6, answered(404)], [12, probe])).toMatchObject({
        failures: 2,
        brokenSince: hour(6),
        checkedAt: hour(12),
      })
      expect(healthAfter([0, answered(200)], [6, probe])).toMatchObject({ failures: 0, okAt: hour(0) })
    }
  })

  it('keeps the day on which it broke', () => {
    expect(healthAfter([0, answered(404)], [6, answered(404)], [12, answered(404)]).brokenSince).toEqual(
      hour(6),
    )
  })
})

describe('silence', () => {
  it('is no answer at all', () => {
    expect(isSilence(failed('TIMEOUT'))).toBe(true)
    expect(isSilence(failed('CERTIFICATE_EXPIRED'))).toBe(false)
    expect(isSilence(answered(500))).toBe(false)
  })

  it('of several hosts, with none that answers, is the portal’s own fault', () => {
    expect(looksOffline({ silentHosts: 3, anyAnswered: false })).toBe(true)
    expect(looksOffline({ silentHosts: 2, anyAnswered: false })).toBe(false)
    expect(looksOffline({ silentHosts: 9, anyAnswered: true })).toBe(false)
  })
})
