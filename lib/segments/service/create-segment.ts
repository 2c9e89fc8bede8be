import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { type Changes, type SegmentId, segmentChanges } from '../model/segment'
import { canRead, canSaveAs } from '../policy'
import { findByCode, insertSegment, lockTree } from '../repository/record'
import type { CreateSegmentInput } from '../schema'
import { checkUnits } from './check-units'
import { userIdOf } from './reach'

const NOTHING = { name: '', description: '', tags: [], parameters: [], duration: null }

/**
 * Makes a segment; who makes it owns it.
 * @throws AppError FORBIDDEN; VALIDATION (code taken; unit unknown; put below what is not there; tags beyond one's reach)
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
  const parentId = await requireParent(ctx, parentCode)
  await inTransaction(async (tx) => {
    await lockTree(tx)
    const id = await insertSegment(tx, { ...draft, code, parentId, ownerId, status: 'active' }, ctx.now())
    if (id === null) throw refused('code', 'Another segment has this code. Choose another one.')
    const changes = segmentChanges(NOTHING, draft)
    await recordChange(tx, ctx, {
      action,
      subject: { kind: 'segment', id },
      changes: { code: { before: null, after: code }, ...changes, ...placed(parentCode) },
    })
  })
  return { code }
}

function placed(parentCode: string | null): Changes {
  return parentCode === null ? {} : { parentCode: { before: null, after: parentCode } }
}

function refused(field: string, words: string): AppError {
  return new AppError('VALIDATION', { fieldErrors: { [field]: [words] } })
}

/** What a segment is put below. The answer is the same for one that is not there and one out of reach. */
export async function requireParent(ctx: Ctx, parentCode: string | null): Promise<SegmentId | null> {
  if (parentCode === null) return null
  const parent = await findByCode(parentCode)
  if (parent !== null && canRead(ctx.actor, parent)) return parent.id
  throw refused('parentCode', 'Choose a segment that is there.')
}
