import type { Probe, ProbeFault } from '@/lib/connectors/web/model'
import type { LinkHealth, Verdict } from './model'

const HOUR_MS = 3_600_000
/** Failures closer together than this are one: somebody who checks ten times in an hour has seen one fault. */
const APART_MS = 4 * HOUR_MS
/** What says clearly that nothing is there is believed at the second time. */
const CLEAR_FAILURES = 2
/** Any other fault at the third, when it has lasted for a day. */
const FAILURES = 3
const LASTING_MS = 24 * HOUR_MS

const FAULTS: Readonly<Record<ProbeFault, Verdict['finding']>> = {
  BAD_ADDRESS: 'notAsked',
  CREDENTIALS_IN_ADDRESS: 'notAsked',
  NOT_ALLOWED: 'notAsked',
  NO_TURN: 'notAsked',
  NAME_NOT_FOUND: 'gone',
  NAME_NOT_RESOLVED: 'fault',
  CONNECTION_REFUSED: 'fault',
  CONNECTION_CUT: 'fault',
  UNREACHABLE: 'fault',
  TIMEOUT: 'fault',
  NOT_HTTP: 'fault',
  TLS_FAULT: 'fault',
  CERTIFICATE_EXPIRED: 'fault',
  CERTIFICATE_OF_ANOTHER: 'fault',
  // The browsers of a company may trust whom the portal does not know.
  CERTIFICATE_UNKNOWN: 'unclear',
  // Pages that want their cookie back send those who bring none in a circle.
  REDIRECT_LOOP: 'unclear',
  TOO_MANY_REDIRECTS: 'unclear',
  BAD_REDIRECT: 'unclear',
}

/** What an answer, or its want, says of a link. */
export function judge(probe: Probe): Verdict {
  if (probe.kind === 'failed') {
    const { fault, redirected } = probe
    // The address answers: where it leads may be for signed-in people inside the network.
    const finding = fault === 'NOT_ALLOWED' && redirected ? 'unclear' : FAULTS[fault]
    return { finding, reason: fault, status: null }
  }
  return { ...ofStatus(probe.status, probe.askAgainLater), status: probe.status }
}

function ofStatus(status: number, askAgainLater: boolean): Pick<Verdict, 'finding' | 'reason'> {
  if (status >= 200 && status < 300) return { finding: 'works', reason: 'OK' }
  if (status === 404) return { finding: 'gone', reason: 'NOT_FOUND' }
  if (status === 410) return { finding: 'gone', reason: 'GONE' }
  if (status === 401 || status === 407) return { finding: 'signIn', reason: 'SIGN_IN' }
  if (status === 403) return { finding: 'signIn', reason: 'KEPT_OUT' }
  if (status === 429) return { finding: 'busy', reason: 'TOO_MANY_REQUESTS' }
  if (status === 503) return { finding: askAgainLater ? 'busy' : 'fault', reason: 'UNAVAILABLE' }
  if (status >= 500 && status < 600) return { finding: 'fault', reason: 'SERVER_FAULT' }
  return { finding: 'unclear', reason: 'ODD_STATUS' }
}

/**
 * A link's health after a check. An answer clears all failures; a failure counts when the one before is some hours away;
 * what tells neither leaves them as they are.
 */
export function afterCheck(before: LinkHealth, verdict: Verdict, now: Date): LinkHealth {
  const seen: LinkHealth = { ...before, ...verdict, checkedAt: now }
  if (verdict.finding === 'works' || verdict.finding === 'signIn') {
    return {
      ...seen,
      okAt: now,
      failures: 0,
      clearFailures: 0,
      failedSince: null,
      countedAt: null,
      brokenSince: null,
    }
  }
  if (verdict.finding !== 'gone' && verdict.finding !== 'fault') return seen
  const { countedAt } = before
  if (countedAt !== null && now.getTime() - countedAt.getTime() < APART_MS) return seen
  const failed: LinkHealth = {
    ...seen,
    failures: before.failures + 1,
    clearFailures: verdict.finding === 'gone' ? before.clearFailures + 1 : 0,
    failedSince: before.failedSince ?? now,
    countedAt: now,
  }
  return { ...failed, brokenSince: before.brokenSince ?? (isBroken(failed, now) ? now : null) }
}

function isBroken({ failures, clearFailures, failedSince }: LinkHealth, now: Date): boolean {
  if (clearFailures >= CLEAR_FAILURES) return true
  return failures >= FAILURES && failedSince !== null && now.getTime() - failedSince.getTime() >= LASTING_MS
}

const SILENCE: ReadonlySet<ProbeFault> = new Set([
  'NAME_NOT_FOUND',
  'NAME_NOT_RESOLVED',
  'CONNECTION_REFUSED',
  'UNREACHABLE',
  'TIMEOUT',
])

/** Nothing was heard of the host at all: its fault, or that of the portal's own way out. */
export function isSilence(probe: Probe): boolean {
  return probe.kind === 'failed' && SILENCE.has(probe.fault)
}

const MANY_HOSTS = 3

/** That several hosts are silent and none answers is the portal's own fault, not theirs. */
export function looksOffline({ silentHosts, anyAnswered }: { silentHosts: number; anyAnswered: boolean }) {
  return !anyAnswered && silentHosts >= MANY_HOSTS
}
