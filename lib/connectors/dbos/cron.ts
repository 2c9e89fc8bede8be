import { TimeMatcher } from '@dbos-inc/dbos-sdk/internal/scheduler/crontab'

/** The first moment after `from` at which the engine's scheduler fires; null for one that never does. */
export function nextFiring(cron: string, timeZone: string, from: Date): Date | null {
  const matcher = new TimeMatcher(cron, timeZone)
  const next = matcher.nextWakeupTime(from)
  return matcher.match(next) ? next : null
}

/** @throws when the engine cannot read the expression. */
export function validateCrontab(cron: string): void {
  new TimeMatcher(cron, 'UTC')
}
