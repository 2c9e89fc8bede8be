import { recordChange } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { logger } from '@/lib/platform/logger'
import { groupFreshness } from '../group-freshness'
import type { Actor, UserId } from '../model'
import { claimGroupsReread, lockGroups, storeGroups } from '../repository/groups'
import { findSession, type SessionRow } from '../repository/sessions'
import { endSessionOver } from './end-sessions'
import { ASK_TIMEOUT_MS, fetchGroups } from './fetch-groups'

/** The provider is given longer (ASK_TIMEOUT_MS); its answer is there for the next page. */
const PAGE_WAIT_MS = 800
/** A provider that fails is not asked again at every request. */
const RETRY_AFTER_MS = 30_000
const POLL_MS = 100

type Moment = {
  now: Date
  requestId: string
  /** How long a page may wait for the provider; tests on a busy machine give it longer. */
  pageWaitMs?: number
}

const PROVIDER: Actor = { kind: 'job', id: 'identity-groups', name: 'Identity provider', rights: [] }

/** What came of asking: groups read; nothing learnt; or the provider says that the session is over. */
type Asked = 'read' | 'failed' | 'over'

const inFlight = new Map<string, Promise<Asked>>()

/**
 * Asks the provider again for a person's groups when its last word is older than PERGOLA_GROUPS_REREAD_SECONDS, once
 * across replicas. Rights that come from groups rest on a word at most two periods old: past that they lapse. A provider
 * that knows the session no more ends it here too, were its logout token lost on the way.
 */
export async function rereadGroups(
  session: SessionRow,
  moment: Moment,
): Promise<{ session: SessionRow | null; groupsLapsed: boolean }> {
  const periodMs = env().PERGOLA_GROUPS_REREAD_SECONDS * 1000
  const freshness = groupFreshness(session.user.groupsReadAt, moment.now, periodMs)
  if (freshness === 'fresh') return { session, groupsLapsed: false }
  const asked = await within(moment.pageWaitMs ?? PAGE_WAIT_MS, ask(session, moment, periodMs))
  if (asked === 'over') return { session: null, groupsLapsed: true }
  if (asked === 'read') return { session: await findSession(session.key), groupsLapsed: false }
  if (freshness === 'stale') return { session, groupsLapsed: false }
  return await waitForOther(session, moment, periodMs)
}

async function within(limitMs: number, work: Promise<Asked>): Promise<Asked> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Asked>((resolve) => {
    timer = setTimeout(() => resolve('failed'), limitMs)
  })
  return await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** Another replica may be asking at this moment: its answer is waited for rather than rights withheld. */
async function waitForOther(
  session: SessionRow,
  moment: Moment,
  periodMs: number,
): Promise<{ session: SessionRow | null; groupsLapsed: boolean }> {
  const { groupsAskedAt } = session
  const beganMs = Date.now()
  const beingAsked = groupsAskedAt !== null && moment.now.getTime() - groupsAskedAt.getTime() < ASK_TIMEOUT_MS
  while (beingAsked && !inFlight.has(session.key) && Date.now() - beganMs < PAGE_WAIT_MS) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    const again = await findSession(session.key)
    if (again === null) return { session: null, groupsLapsed: true }
    if (groupFreshness(again.user.groupsReadAt, moment.now, periodMs) === 'fresh') {
      return { session: again, groupsLapsed: false }
    }
  }
  return { session, groupsLapsed: true }
}

function ask(session: SessionRow, moment: Moment, periodMs: number): Promise<Asked> {
  const running = inFlight.get(session.key)
  if (running !== undefined) return running
  const started = askOnce(session, moment, periodMs)
    .catch((error): Asked => {
      logger.warn(
        { err: error, requestId: moment.requestId },
        'the groups of a person could not be read again',
      )
      return 'failed'
    })
    .finally(() => inFlight.delete(session.key))
  inFlight.set(session.key, started)
  return started
}

async function askOnce(session: SessionRow, moment: Moment, periodMs: number): Promise<Asked> {
  const { now } = moment
  const notSince = new Date(now.getTime() - Math.min(periodMs, RETRY_AFTER_MS))
  // Known already: a provider that cannot be asked, for want of a token, must not cost every page a statement.
  if (session.groupsAskedAt !== null && session.groupsAskedAt > notSince) return 'failed'
  if (!(await claimGroupsReread(session.key, now, notSince))) return 'failed'
  const groups = await fetchGroups(session.key, now)
  if (groups === 'no token') return 'failed'
  if (groups === 'session over') {
    const context = { requestId: moment.requestId, now: () => now }
    await endSessionOver(context, session.key)
    return 'over'
  }
  await keepGroups(session.user.id, groups, moment)
  return 'read'
}

async function keepGroups(userId: UserId, groups: string[], { now, requestId }: Moment): Promise<void> {
  await inTransaction(async (tx) => {
    const before = await lockGroups(tx, userId, now)
    if (before === null) return
    await storeGroups(tx, userId, groups, now)
    if (JSON.stringify(before) === JSON.stringify(groups)) return
    await recordChange(
      tx,
      { actor: PROVIDER, requestId, now: () => now },
      {
        action: 'user.identity.updated',
        subject: { kind: 'user', id: userId },
        changes: { identityGroups: { before, after: groups } },
      },
    )
  })
}
