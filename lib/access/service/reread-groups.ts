import { recordChange } from '@/lib/audit/service'
import { createOpenIdClient, type OpenIdClient } from '@/lib/connectors/openid/client'
import { type Tokens, tokenSetSchema } from '@/lib/connectors/openid/schema'
import { inTransaction } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { parseIssuer } from '@/lib/platform/issuer'
import { logger } from '@/lib/platform/logger'
import { groupFreshness } from '../group-freshness'
import { readGroups } from '../identity'
import type { Actor, UserId } from '../model'
import { claimGroupsReread, lockGroups, storeGroups } from '../repository/groups'
import { findSession, findStoredSession, type SessionRow, updateSessionData } from '../repository/sessions'
import { openSession, sealSession } from '../session-seal'

/** The provider is given this long to answer; a page waits less, and the answer is there for the next one. */
const ASK_TIMEOUT_MS = 2_000
const PAGE_WAIT_MS = 800
/** A provider that fails is not asked again at every request. */
const RETRY_AFTER_MS = 30_000
const POLL_MS = 100
const EXPIRY_MARGIN_SECONDS = 10

type Moment = {
  now: Date
  requestId: string
  /** How long a page may wait for the provider; tests on a busy machine give it longer. */
  pageWaitMs?: number
}

const PROVIDER: Actor = { kind: 'job', id: 'identity-groups', name: 'Identity provider', rights: [] }

const inFlight = new Map<string, Promise<boolean>>()

/**
 * Asks the provider again for a person's groups when its last word is older than PERGOLA_GROUPS_REREAD_SECONDS, once
 * across replicas. Rights that come from groups rest on a word at most two periods old: past that they lapse.
 */
export async function rereadGroups(
  session: SessionRow,
  moment: Moment,
): Promise<{ session: SessionRow | null; groupsLapsed: boolean }> {
  const periodMs = env().PERGOLA_GROUPS_REREAD_SECONDS * 1000
  const freshness = groupFreshness(session.user.groupsReadAt, moment.now, periodMs)
  if (freshness === 'fresh') return { session, groupsLapsed: false }
  const asked = await within(moment.pageWaitMs ?? PAGE_WAIT_MS, ask(session, moment, periodMs))
  if (asked) return { session: await findSession(session.key), groupsLapsed: false }
  if (freshness === 'stale') return { session, groupsLapsed: false }
  return await waitForOther(session, moment, periodMs)
}

async function within(limitMs: number, work: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs)
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

function ask(session: SessionRow, moment: Moment, periodMs: number): Promise<boolean> {
  const running = inFlight.get(session.key)
  if (running !== undefined) return running
  const started = askOnce(session, moment, periodMs)
    .catch((error) => {
      logger.warn(
        { err: error, requestId: moment.requestId },
        'the groups of a person could not be read again',
      )
      return false
    })
    .finally(() => inFlight.delete(session.key))
  inFlight.set(session.key, started)
  return started
}

async function askOnce(session: SessionRow, moment: Moment, periodMs: number): Promise<boolean> {
  const { now } = moment
  const notSince = new Date(now.getTime() - Math.min(periodMs, RETRY_AFTER_MS))
  if (!(await claimGroupsReread(session.key, now, notSince))) return false
  const groups = await fetchGroups(session.key, now)
  if (groups === null) return false
  await keepGroups(session.user.id, groups, moment)
  return true
}

/** The groups as the provider gives them now, or null for a session that holds no token to ask with. */
async function fetchGroups(key: string, now: Date): Promise<string[] | null> {
  const stored = await findStoredSession(key)
  if (stored === null) return null
  const data = openSession(stored.data, key, env().AUTH0_SECRET) as { tokenSet?: unknown } | null
  const tokens = tokenSetSchema.safeParse(data?.tokenSet)
  if (!tokens.success) return null
  const signal = AbortSignal.timeout(ASK_TIMEOUT_MS)
  const { accessToken } = await usableTokens(key, data, tokens.data, now, signal)
  const claims = await openId().fetchUserInfo(accessToken, stored.subject, signal)
  return readGroups(claims, env().AUTH0_GROUPS_CLAIM)
}

/** The session's tokens, renewed and stored when they have run out. */
async function usableTokens(
  key: string,
  data: unknown,
  tokens: Tokens,
  now: Date,
  signal: AbortSignal,
): Promise<Tokens> {
  const expired = tokens.expiresAt - EXPIRY_MARGIN_SECONDS <= now.getTime() / 1000
  if (!expired || tokens.refreshToken === undefined) return tokens
  const fresh = await openId().fetchTokens(tokens.refreshToken, signal)
  const { tokenSet, ...rest } = data as { tokenSet: object }
  const renewed = { ...rest, tokenSet: { ...tokenSet, ...fresh } }
  await updateSessionData(key, sealSession(renewed, key, env().AUTH0_SECRET))
  return fresh
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

let client: OpenIdClient | undefined

function openId(): OpenIdClient {
  if (client !== undefined) return client
  const issuer = parseIssuer(env().AUTH0_DOMAIN)
  if ('problem' in issuer) throw new Error(`AUTH0_DOMAIN ${issuer.problem}`)
  client = createOpenIdClient({
    issuer: issuer.url,
    insecure: issuer.insecure,
    clientId: env().AUTH0_CLIENT_ID,
    clientSecret: env().AUTH0_CLIENT_SECRET,
    fetch: globalThis.fetch,
    clock: Date.now,
  })
  return client
}
