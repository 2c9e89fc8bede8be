import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { isConnectorError } from '@/lib/connectors/errors'
import { fiberyError } from '@/lib/connectors/fibery/errors'
import { toCardContent } from '../card-content'
import { cardColumns, titleFieldOf } from '../entity-columns'
import type { KbCardAnswer } from '../model'
import { localName } from '../names'
import { findEntityAddresses } from '../repository/entities'
import { findTitleFields } from '../repository/readings'
import { type DatabaseRow, listFieldRows } from '../repository/spaces'
import type { EntityByAddress } from '../schema'
import { fiberyWorkspace } from './fibery'
import { requireEntity } from './get-entity'
import { workspaceAddress } from './workspace-address'

/** Of a reader's patience: with the rest Fibery answers. Turns are shared with the readings, which can wait. */
const TURN_SHARE = 0.7

/**
 * Asks Fibery for one entity while its reader waits, for no longer than `patienceMs`: a fault is part of the answer and is
 * never thrown, so that the page stands with what the snapshot knows. Needs `read:knowledge`. @throws AppError NOT_FOUND
 */
export async function askEntity(
  ctx: Ctx,
  input: EntityByAddress,
  { patienceMs }: { patienceMs: number },
): Promise<KbCardAnswer> {
  await requireRight(ctx, 'read:knowledge')
  const { space, database, entity } = await requireEntity(ctx, input)
  if (workspaceAddress() === null) return { state: 'unasked', why: 'workspace' }
  if (database.finder === '' || database.goneAt !== null) return { state: 'unasked', why: 'finder' }
  const { fields, columns, leftOut, relations } = await columnsOf(database)
  try {
    const { entities } = await within(patienceMs, (signal) =>
      fiberyWorkspace().client.findEntities(
        space.name,
        { finder: database.finder, columns, limit: 1, offset: 0, id: entity.upstreamId },
        { requestId: ctx.requestId, signal, once: true, turnWithinMs: patienceMs * TURN_SHARE },
      ),
    )
    // An answer about another one would be shown under this one's title.
    const found = entities.find(({ id }) => id === entity.upstreamId)
    if (found === undefined) return { state: 'missing' }
    const labels = new Map(fields.map((field) => [field.name, localName(field.rawName)]))
    const content = toCardContent(found, columns, { labels, title: titleFieldOf(fields) })
    const known = await findEntityAddresses(content.relatedIds, relations)
    return { state: 'read', ...content.show(known), leftOut }
  } catch (error) {
    if (!isConnectorError(error)) throw error
    const { code, detail } = error
    return { state: 'failed', failure: { at: ctx.now(), code, detail } }
  }
}

async function columnsOf(database: DatabaseRow) {
  const fields = await listFieldRows(database.id)
  const relations = [...new Set(fields.flatMap(({ relation }) => (relation === null ? [] : [relation])))]
  const titles = await findTitleFields(relations)
  // Every workspace calls the names of its people and of its states so.
  const ofPlatform = (relation: string) =>
    relation === 'fibery/user' || relation.startsWith('workflow/state') ? 'name' : null
  const { columns, leftOut } = cardColumns(fields, (relation) => titles.get(relation) ?? ofPlatform(relation))
  return { fields, columns, leftOut, relations }
}

/** Gives up by itself, whatever the one that is asked does with its signal. */
async function within<T>(ms: number, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const detail = `no answer within ${ms / 1_000} s`
      reject(
        fiberyError({
          layer: 'timeout',
          code: 'TIMEOUT',
          operation: 'findEntities',
          retryable: true,
          detail,
        }),
      )
      controller.abort()
    }, ms)
  })
  try {
    const asked = ask(controller.signal)
    // What it ends with after that is told already.
    asked.catch(() => {})
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
  }
}
