import type { Ctx } from '@/lib/access/model'
import { recordConnectionFailure, recordSuccess } from '@/lib/connections/service'
import { isConnectorError } from '@/lib/connectors/errors'
import type { DatabaseToRead } from '@/lib/knowledge/model'
import { fiberyWorkspace } from '@/lib/knowledge/service/fibery'
import { AppError } from '@/lib/platform/errors'
import type { MappedDatabase } from '../database-fields'
import type { Entity, ReadRows } from '../entity-values'
import type { DatabaseMapping } from '../model'
import { requireMapped } from './find-mapped'

const PAGE = 100
const MOST_LOOKS = 4

type HowToRead = { mapped: MappedDatabase; most: number; signal: AbortSignal | undefined }

/**
 * Asks the workspace for all that a mapping's database holds. More than one page is read until two readings hold the same
 * records: whoever edits meanwhile shifts the pages, and a record left out would be taken for one that is gone. Needs
 * `read:knowledge`.
 * @throws AppError VALIDATION when the mapping does not fit the database, or it holds more than the portal does; CONFLICT
 * when it never stood still; ConnectorError, of every layer
 */
export async function readDatabase(
  ctx: Ctx,
  mapping: DatabaseMapping,
  { most, signal }: { most: number; signal?: AbortSignal | undefined },
): Promise<ReadRows> {
  const { database, mapped } = await requireMapped(ctx, mapping)
  const entities = await readWhole(ctx, database, { mapped, most, signal })
  return {
    source: `fibery/${mapping.key}`,
    isDemo: fiberyWorkspace().isDemo,
    names: mapped.names,
    entities: entities.map((entity) => ({ entity, faults: [] })),
  }
}

async function readWhole(ctx: Ctx, database: DatabaseToRead, how: HowToRead): Promise<Entity[]> {
  let before: Map<string, Entity> | null = null
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const { entities, pages } = await readPages(ctx, database, how)
    const isSame =
      before !== null && before.size === entities.size && [...entities.keys()].every((id) => before?.has(id))
    if (pages === 1 || isSame) return [...entities.values()]
    before = entities
  }
  const words = `“${database.name}” changed in Fibery each time that it was read. Try again when nobody adds or deletes there.`
  throw new AppError('CONFLICT', { fieldErrors: { _: [words] } })
}

async function readPages(
  ctx: Ctx,
  database: DatabaseToRead,
  { mapped: { columns }, most, signal }: HowToRead,
): Promise<{ entities: Map<string, Entity>; pages: number }> {
  const { client, baseUrl } = fiberyWorkspace()
  const entities = new Map<string, Entity>()
  for (let pages = 1; ; pages += 1) {
    signal?.throwIfAborted()
    const query = {
      finder: database.finder,
      columns,
      limit: PAGE,
      offset: (pages - 1) * PAGE,
      orderBy: { field: 'id', direction: 'ASC' as const },
    }
    try {
      const { entities: page, latencyMs } = await client.findEntities(database.space, query, {
        requestId: ctx.requestId,
        signal,
      })
      await recordSuccess('fibery', { target: baseUrl, latencyMs })
      for (const entity of page) entities.set(String(entity.id), entity)
      if (page.length < PAGE) return { entities, pages }
    } catch (error) {
      if (isConnectorError(error)) {
        const { code, detail } = error
        await recordConnectionFailure('fibery', { target: baseUrl, code, detail: detail || code })
      }
      throw error
    }
    if (entities.size > most) {
      const words = `“${database.name}” holds more than ${most} records, the most that the portal takes.`
      throw new AppError('VALIDATION', { fieldErrors: { _: [words] } })
    }
  }
}
