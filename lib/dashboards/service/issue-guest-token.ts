import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import type { Ctx } from '@/lib/access/model'
import { recordChange } from '@/lib/audit/service'
import { isConnectorError, toUpstreamError } from '@/lib/connectors/errors'
import { type GuestClaims, signGuestToken } from '@/lib/connectors/superset/guest-token'
import { inTransaction } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { AppError } from '@/lib/platform/errors'
import type { GuestToken, Publication } from '../model'
import { findFound } from '../repository/found'
import { noteIssue } from '../repository/issues'
import { requireReadable } from './find-readable'
import { liveDatasets } from './live-datasets'
import { stateOf } from './open-dashboard'
import { type DatasetRule, rulesInForce } from './rules-in-force'
import { shownError } from './shown-detail'
import { superset, supersetAddress } from './superset'

/** A header of more bytes is refused by what usually stands before Superset, and by its own server (8,190 a line). */
const MOST_BYTES = 7_800
/** Five minutes, and what clocks may be apart: the security manager of deploy/superset takes no longer ones either. */
const LONGEST_MS = 330_000

/**
 * A short-lived token with which a reader's frame draws one dashboard, under the rows that the reader may read now. The
 * right is asked anew each time; under which rules it is given stands in the audit record, once a change.
 * @throws AppError FORBIDDEN, NOT_FOUND; NOT_CONFIGURED; CONFLICT with `reason` for one that cannot be drawn; UPSTREAM_FAILED
 * and UPSTREAM_TIMEOUT when Superset does not tell the dashboard's datasets, with its words for who publishes alone
 */
export async function issueGuestToken(ctx: Ctx, slug: string): Promise<GuestToken> {
  try {
    return await issue(ctx, slug)
  } catch (error) {
    throw shownError(ctx, error)
  }
}

async function issue(ctx: Ctx, slug: string): Promise<GuestToken> {
  const publication = await requireReadable(ctx, slug)
  const state = stateOf(publication, supersetAddress())
  if (state === 'not-configured') superset()
  const { embeddedId } = publication
  if (state !== 'ready' || embeddedId === null) throw conflict(state)
  const found = await findFound(publication.upstreamId)
  if (found === null) throw conflict('gone')
  const rules = await rulesInForce(ctx, publication, await liveDatasets(found.number, ctx.requestId))
  // A token without rules would show every row of whatever is added while it lasts.
  if (rules.length === 0) throw conflict('no-datasets')
  const claims = {
    username: ctx.actor.id,
    embeddedId,
    rules: rules.map(({ datasetId: dataset, clause }) => ({ dataset, clause })),
  }
  const token = await makeToken(ctx, claims)
  if (Buffer.byteLength(token) > MOST_BYTES) throw conflict('token-too-long')
  await tell(ctx, publication, rules)
  return { token, expiresAt: endOf(token, ctx.now()) }
}

function conflict(reason: string): AppError {
  return new AppError('CONFLICT', { details: { reason } })
}

async function makeToken(ctx: Ctx, claims: GuestClaims): Promise<string> {
  const { SUPERSET_TOKENS: how, SUPERSET_GUEST_SECRET: secret, SUPERSET_GUEST_AUDIENCE: audience } = env()
  if (how === 'signed' && secret !== undefined) {
    const seconds = env().SUPERSET_TOKEN_SECONDS
    return await signGuestToken(claims, { secret, audience, seconds, issuedAt: ctx.now() })
  }
  try {
    return await superset().client.askGuestToken(claims, { requestId: ctx.requestId, once: true })
  } catch (error) {
    if (isConnectorError(error)) throw toUpstreamError(error)
    throw error
  }
}

/** One that does not say when it ends would hold for ever: like one that outlives a right for long, it is not handed on. */
function endOf(token: string, now: Date): Date {
  const { exp } = decodeJwt(token)
  if (exp === undefined) throw conflict('token-without-end')
  if (exp * 1000 - now.getTime() > LONGEST_MS) throw conflict('token-too-lasting')
  return new Date(exp * 1000)
}

async function tell(ctx: Ctx, { id, version }: Publication, rules: readonly DatasetRule[]): Promise<void> {
  const shown = rules.map(({ dataset, clause }) => `${dataset}: ${clause}`)
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([version, rules]))
    .digest('hex')
  await inTransaction(async (tx) => {
    const { id: userId, kind } = ctx.actor
    const isNews =
      kind !== 'user' || (await noteIssue(tx, { userId, dashboardId: id, fingerprint, at: ctx.now() }))
    if (!isNews) return
    await recordChange(tx, ctx, {
      action: 'dashboard.opened',
      subject: { kind: 'dashboard', id },
      changes: { rows: { before: null, after: shown } },
    })
  })
}
