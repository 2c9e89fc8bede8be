import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange, recordFailure } from '@/lib/audit/service'
import { recordConnectionFailure, recordSuccess } from '@/lib/connections/service'
import { type ConnectorError, isConnectorError } from '@/lib/connectors/errors'
import { sendNotices } from '@/lib/notices/service'
import { inTransaction, type Tx } from '@/lib/platform/db'
import type { RegistryRefresh } from '../model'
import {
  listFound,
  listTurned,
  markPublications,
  saveEmbedded,
  saveFound,
  type ToldOf,
} from '../repository/found'
import { listPublications } from '../repository/publications'
import {
  claimReading,
  lockReading,
  type OwnReading,
  saveFailedReading,
  savePublishedReading,
} from '../repository/readings'
import { type ReadSuperset, readSuperset } from './read-superset'
import { superset } from './superset'

const SUBJECT = { kind: 'dashboard', id: 'registry' }

/**
 * Asks Superset for its dashboards and puts what it told in force, whole and in one transaction; a failure leaves what was
 * there. Two at once ask once: the second is told so. Needs `publish:dashboard`.
 * @throws AppError FORBIDDEN; NOT_CONFIGURED
 */
export async function refreshDashboards(
  ctx: Ctx,
  { claimant, signal }: { claimant: string; signal?: AbortSignal | undefined },
): Promise<RegistryRefresh> {
  await requireRight(ctx, 'publish:dashboard', { ...SUBJECT, action: 'dashboard.refreshed' })
  const { client, baseUrl } = superset()
  const reading = await claimReading(claimant, baseUrl)
  if (reading === null) return { ...NOTHING, outcome: 'joined' }
  const started = performance.now()
  try {
    const [before, publications] = await Promise.all([listFound(), listPublications()])
    const published = publications.filter(({ publishedAt }) => publishedAt !== null)
    const known = { before, published: new Set(published.map(({ upstreamId }) => upstreamId)) }
    const read = await readSuperset(
      client,
      { ...known, at: reading.startedAt },
      { requestId: ctx.requestId, signal },
    )
    await recordSuccess('superset', { target: baseUrl, latencyMs: performance.now() - started })
    return await publish(ctx, reading, read)
  } catch (error) {
    if (isConnectorError(error)) return await putDown(ctx, reading, error)
    await saveFailedReading(reading, { code: 'ABANDONED', detail: 'the attempt was interrupted' })
    throw error
  }
}

const NOTHING = { dashboards: 0, gone: [], returned: [], failure: null }

async function publish(ctx: Ctx, reading: OwnReading, read: ReadSuperset): Promise<RegistryRefresh> {
  const { found, embedded, version } = read
  const ids = found.map(({ upstreamId }) => upstreamId)
  return await inTransaction(async (tx) => {
    if (!(await lockReading(tx, reading))) return { ...NOTHING, outcome: 'superseded' }
    const { gone, returned } = await listTurned(tx, ids)
    await saveFound(tx, found, reading.startedAt)
    await markPublications(tx, { ids, gone: gone.map(({ id }) => id), asOf: reading.startedAt })
    for (const [upstreamId, id] of embedded) await saveEmbedded(tx, upstreamId, id)
    await savePublishedReading(tx, reading, version)
    for (const one of gone) await tellOwner(tx, ctx, one)
    const titles = { gone: gone.map(({ title }) => title), returned: returned.map(({ title }) => title) }
    if (gone.length + returned.length > 0) {
      const changes = Object.fromEntries(
        Object.entries(titles).map(([key, after]) => [key, { before: null, after }]),
      )
      await recordChange(tx, ctx, { action: 'dashboard.refreshed', subject: SUBJECT, changes })
    }
    return { outcome: 'published', dashboards: found.length, ...titles, failure: null }
  })
}

async function tellOwner(tx: Tx, ctx: Ctx, { id, title, ownerId }: ToldOf): Promise<void> {
  if (ownerId === null) return
  const words = `“${title}” is gone from Superset, or no longer visible to the portal’s account there.`
  await sendNotices(tx, ctx, {
    kind: 'dashboard.gone',
    subject: { kind: 'dashboard', id },
    words,
    to: [ownerId],
  })
}

async function putDown(ctx: Ctx, reading: OwnReading, error: ConnectorError): Promise<RegistryRefresh> {
  const { code, detail } = error
  await saveFailedReading(reading, { code, detail })
  await recordConnectionFailure('superset', { code, detail: detail || code })
  await recordFailure(ctx, { action: 'dashboard.refreshed', subject: SUBJECT, code })
  return { ...NOTHING, outcome: 'failed', failure: { code, detail } }
}
