import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange } from '@/lib/audit/service'
import { isConnectorError, toUpstreamError } from '@/lib/connectors/errors'
import { inTransaction, isUniqueViolation, type Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import type { Publication } from '../model'
import { findFound } from '../repository/found'
import {
  findPublication,
  insertPublication,
  type PublicationRow,
  unpublishAt,
  updatePublicationAt,
} from '../repository/publications'
import type { PublishInput, UnpublishInput } from '../schema'
import { judgeDecisions } from './judge-decisions'
import { forgetDatasets } from './live-datasets'
import { changesOf } from './publication-changes'
import { portalOrigin, superset } from './superset'

export type Published = { slug: string; version: number; state: 'published' | 'changed' | 'unchanged' }

type How = { source: Publication['source'] }

/**
 * Publishes a dashboard of Superset, or changes what was decided of it: every dataset behind it has a rule, or is open to all
 * who may see it, and embedding is turned on for it there. Needs `publish:dashboard`.
 * @throws AppError FORBIDDEN; NOT_FOUND for one that the registry has not found; VALIDATION naming each field; CONFLICT with
 * `reason` (`gone`, `in-a-file`); VERSION_CONFLICT; NOT_CONFIGURED; UPSTREAM_FAILED, UPSTREAM_TIMEOUT
 */
export async function publishDashboard(
  ctx: Ctx,
  input: PublishInput,
  { source }: How = { source: 'portal' },
): Promise<Published> {
  const asked = { kind: 'dashboard', id: input.slug, action: 'dashboard.published' }
  await requireRight(ctx, 'publish:dashboard', asked)
  const found = await findFound(input.upstreamId)
  if (found === null) throw new AppError('NOT_FOUND', { details: { kind: 'dashboard' } })
  if (found.goneAt !== null) throw new AppError('CONFLICT', { details: { reason: 'gone' } })
  const before = await findPublication({ upstreamId: input.upstreamId })
  requireVersion(before, input.version, source)
  const judged = await fromSuperset(() => judgeDecisions(ctx, input, { found, before }))
  const embeddedId = await fromSuperset(() =>
    superset().client.ensureEmbedded(found.number, portalOrigin(), { requestId: ctx.requestId }),
  )
  forgetDatasets(found.number)
  const row: PublicationRow = {
    ...judged,
    upstreamId: found.upstreamId,
    embeddedId,
    source,
    asOf: found.asOf,
    goneAt: null,
    publishedAt: before?.publishedAt ?? ctx.now(),
  }
  return await save(ctx, before, row)
}

function requireVersion(before: Publication | null, version: number | undefined, source: How['source']) {
  if (before === null) return
  if (before.source === 'file' && source === 'portal' && before.publishedAt !== null) {
    throw new AppError('CONFLICT', { details: { reason: 'in-a-file' } })
  }
  if (version !== before.version) throw conflict(version ?? null, before.version)
}

function conflict(yours: number | null, present: number | null): AppError {
  return new AppError('VERSION_CONFLICT', { details: { yours, present } })
}

async function fromSuperset<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (isConnectorError(error)) throw toUpstreamError(error)
    throw error
  }
}

async function save(ctx: Ctx, before: Publication | null, row: PublicationRow): Promise<Published> {
  const changes = await changesOf(before, row)
  const isNew = before === null || before.publishedAt === null
  if (!isNew && Object.keys(changes).length === 0) {
    return { slug: before.slug, version: before.version, state: 'unchanged' }
  }
  try {
    const version = await inTransaction(async (tx) => {
      const id = await write(tx, before, row)
      const action = isNew ? 'dashboard.published' : 'dashboard.changed'
      await recordChange(tx, ctx, { action, subject: { kind: 'dashboard', id }, changes })
      return before === null ? 1 : before.version + 1
    })
    return { slug: row.slug, version, state: isNew ? 'published' : 'changed' }
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    // Two who publish it for the first time at once: the second is shown what the first one decided.
    const other = before === null ? await findPublication({ upstreamId: row.upstreamId }) : null
    if (other !== null) throw conflict(null, other.version)
    const fieldErrors = { slug: ['There is a dashboard at this address. Choose another word.'] }
    throw new AppError('VALIDATION', { fieldErrors, cause: error })
  }
}

async function write(tx: Tx, before: Publication | null, row: PublicationRow): Promise<string> {
  if (before === null) return await insertPublication(tx, row)
  if (await updatePublicationAt(tx, before, row)) return before.id
  throw conflict(before.version, null)
}

/**
 * Takes a dashboard out of the portal; what was decided of it stays for the next time. Tokens that were given end by
 * themselves. Needs `publish:dashboard`. @throws AppError FORBIDDEN, NOT_FOUND, VERSION_CONFLICT
 */
export async function unpublishDashboard(
  ctx: Ctx,
  { slug, version }: UnpublishInput,
): Promise<{ slug: string }> {
  const asked = { kind: 'dashboard', id: slug, action: 'dashboard.unpublished' }
  await requireRight(ctx, 'publish:dashboard', asked)
  const before = await findPublication({ slug })
  if (before === null || before.publishedAt === null) {
    throw new AppError('NOT_FOUND', { details: { kind: 'dashboard' } })
  }
  if (before.version !== version) throw conflict(version, before.version)
  await inTransaction(async (tx) => {
    if (!(await unpublishAt(tx, before))) throw conflict(version, null)
    await recordChange(tx, ctx, {
      action: 'dashboard.unpublished',
      subject: { kind: 'dashboard', id: before.id },
      changes: { slug: { before: slug, after: null } },
    })
  })
  return { slug }
}
