import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { type Changes, segmentChanges } from '../model/segment'
import { canRead, canSaveAs } from '../policy'
import { findByCode, insertSegment, lockTree, type StoredSegment } from '../repository/record'
import type { CreateSegmentInput } from '../schema'
import { checkUnits } from './check-units'
import { userIdOf } from './reach'

const NOTHING = { name: '', description: '', tags: [], parameters: [], duration: null }

/**
 * Makes a segment; who makes it owns it.
 * @throws AppError FORBIDDEN; VALIDATION (code taken; unit unknown; put below what is not there or is archived; tags beyond one's reach)
 */
export async function createSegment(ctx: Ctx, input: CreateSegmentInput): Promise<{ code: string }> {
  const action = 'segment.created'
  await requireRight(ctx, 'edit:segment', { kind: 'segment', id: '*', action })
  const { code, parentCode, parameters: rows, ...fields } = input
  checkUnits(rows.map(({ rowIndex, unit }) => ({ field: `parameters.${rowIndex}.unit`, unit })))
  const ownerId = userIdOf(ctx.actor)
  if (!canSaveAs(ctx.actor, fields.tags, ownerId)) {
    throw refused('tags', 'Give it a tag that you may edit segments with.')
  }
  const draft = { ...fields, parameters: rows.map(({ rowIndex: _, ...parameter }) => parameter) }
  const parent = await requireParent(ctx, parentCode)
  refuseArchived(parent)
  await inTransaction(async (tx) => {
    await lockTree(tx)
    const id = await insertSegment(
      tx,
      { ...draft, code, parentId: parent?.id ?? null, ownerId, status: 'active' },
      ctx.now(),
    )
    if (id === null) throw refused('code', 'Another segment has this code. Choose another one.')
    const changes = segmentChanges(NOTHING, draft)
    await recordChange(tx, ctx, {
      action,
      subject: { kind: 'segment', id },
      changes: { code: { before: null, after: code }, ...changes, ...placed(parent) },
    })
  })
  return { code }
}

function placed(parent: Pick<StoredSegment, 'code'> | null): Changes {
  return parent === null ? {} : { parentCode: { before: null, after: parent.code } }
}

function refused(field: string, words: string): AppError {
  return new AppError('VALIDATION', { fieldErrors: { [field]: [words] } })
}

/** What a segment is put below. The answer is the same for one that is not there and one out of reach. */
export async function requireParent(ctx: Ctx, parentCode: string | null): Promise<StoredSegment | null> {
  if (parentCode === null) return null
  const parent = await findByCode(parentCode)
  if (parent !== null && canRead(ctx.actor, parent)) return parent
  throw refused('parentCode', 'Choose a segment that is there.')
}

/** Nothing is put below what is archived. What stands there already stays, and a file may bring both. */
export function refuseArchived(parent: StoredSegment | null): void {
  if (parent?.status !== 'archived') return
  throw refused('parentCode', `${parent.code} is archived. Bring it back first, or choose another place.`)
}
