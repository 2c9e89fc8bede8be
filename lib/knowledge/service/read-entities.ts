import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange, recordFailure } from '@/lib/audit/service'
import { recordConnectionFailure, recordSuccess } from '@/lib/connections/service'
import { type ConnectorError, isConnectorError } from '@/lib/connectors/errors'
import { inLongTransaction } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { snapshotColumns } from '../entity-columns'
import { buryEntities, saveEntities } from '../repository/entities'
import {
  beginReading,
  countNew,
  findKept,
  findReadable,
  findReading,
  lockReading,
  type OwnReading,
  type ReadableDatabase,
  saveFailedReading,
  savePublishedReading,
} from '../repository/readings'
import { fiberyWorkspace } from './fibery'
import { type Gathered, gatherEntities } from './gather-entities'

const PUBLISH_MS = 60_000

export type EntitiesRead = {
  databaseId: string
  /** `superseded`: a later reading has begun; `gone`: there is no such database any more, or no name to ask it by. */
  outcome: 'published' | 'superseded' | 'failed' | 'gone'
  read: number
  failure: { code: string; detail: string } | null
}

/**
 * Asks a database for its entities, and puts them in force at once when the answer is whole: nothing of a reading that
 * fails on its way is kept, and what was read before stays with its age and the failure. Needs `refresh:knowledge`.
 * @throws AppError FORBIDDEN, NOT_CONFIGURED
 */
export async function readEntities(
  ctx: Ctx,
  { databaseId, claimant }: { databaseId: string; claimant: string },
  signal?: AbortSignal,
): Promise<EntitiesRead> {
  await requireRight(ctx, 'refresh:knowledge')
  const database = await findReadable(databaseId)
  if (database === null) return { databaseId, outcome: 'gone', read: 0, failure: null }
  const own: OwnReading = { databaseId, claimant, startedAt: await beginReading(databaseId, claimant) }
  try {
    const gathered = await gather(ctx, database, signal)
    return await publish(ctx, own, gathered)
  } catch (error) {
    // Cut short by whoever runs it: it is begun anew, and says nothing of the workspace.
    if (signal?.aborted) throw error
    if (!isConnectorError(error)) throw error
    return await putDown(ctx, own, error)
  }
}

async function gather(ctx: Ctx, database: ReadableDatabase, signal?: AbortSignal): Promise<Gathered> {
  const { client, baseUrl } = fiberyWorkspace()
  const { columns, title, changed } = snapshotColumns(database.fields)
  const [kept, reading] = await Promise.all([findKept(database.id), findReading(database.id, ctx.now())])
  let latencyMs = 0
  const gathered = await gatherEntities({
    ask: async (page) => {
      const query = { finder: database.finder, columns, ...page }
      const reply = await client.findEntities(database.space, query, { requestId: ctx.requestId, signal })
      latencyMs = reply.latencyMs
      return reply.entities
    },
    title,
    changed,
    limit: env().FIBERY_ENTITY_LIMIT,
    now: ctx.now(),
    known: {
      ...kept,
      entityCount: database.entityCount,
      wholeAt: reading?.wholeAt ?? null,
      cutAt: reading?.cutAt ?? null,
      countNew: (ids) => countNew(database.id, ids),
    },
  })
  await recordSuccess('fibery', { target: baseUrl, latencyMs })
  return gathered
}

async function publish(
  ctx: Ctx,
  own: OwnReading,
  { entities, reach, cutAt }: Gathered,
): Promise<EntitiesRead> {
  const { databaseId, startedAt } = own
  const read = entities.length
  return await inLongTransaction(PUBLISH_MS, async (tx) => {
    if (!(await lockReading(tx, own))) return { databaseId, outcome: 'superseded', read, failure: null }
    const whole = reach === 'whole'
    const { added, changed } = await saveEntities(tx, databaseId, entities, startedAt)
    const gone = whole ? await buryEntities(tx, databaseId, entities, startedAt) : 0
    await savePublishedReading(tx, own, { whole, cutAt })
    if (added + changed + gone > 0) {
      await recordChange(tx, ctx, {
        action: 'knowledge.entitiesRead',
        subject: { kind: 'kbDatabase', id: databaseId },
        changes: {
          added: { before: null, after: added },
          changed: { before: null, after: changed },
          gone: { before: null, after: gone },
        },
      })
    }
    return { databaseId, outcome: 'published', read, failure: null }
  })
}

async function putDown(ctx: Ctx, own: OwnReading, error: ConnectorError): Promise<EntitiesRead> {
  const { code, detail } = error
  const { databaseId } = own
  await saveFailedReading(own, { code, detail })
  await recordConnectionFailure('fibery', { target: fiberyWorkspace().baseUrl, code, detail: detail || code })
  await recordFailure(ctx, {
    action: 'knowledge.entitiesRead',
    subject: { kind: 'kbDatabase', id: databaseId },
    code,
  })
  return { databaseId, outcome: 'failed', read: 0, failure: { code, detail } }
}
