import { recordChange } from '@/lib/audit/service'
import { AppError } from '@/lib/platform/errors'
import { type Condition, type Ctx, MAX_GROUP_MAPPINGS } from '../model'
import { countMappingsToAddOne, deleteMapping, insertMapping } from '../repository/grants'
import { requireRight } from '../service'
import { requireGivable, requireTakable } from './givable-role'
import { changeOrRecordRefusal } from './refusals'

export type MapGroup = { identityGroup: string; roleKey: string; condition: Condition | null }

/**
 * Gives a role to everybody in a group of the identity provider. Needs `grant:role` and everything that is given.
 * @throws AppError FORBIDDEN, VALIDATION, CONFLICT when the group gives that role already.
 */
export async function mapGroup(ctx: Ctx, input: MapGroup): Promise<void> {
  const about = { action: 'group.mapped', subject: { kind: 'identityGroup', id: input.identityGroup } }
  await requireRight(ctx, 'grant:role', { ...about.subject, action: about.action })
  await changeOrRecordRefusal(ctx, about, async (tx) => {
    if ((await countMappingsToAddOne(tx)) >= MAX_GROUP_MAPPINGS) {
      const words = `There are ${MAX_GROUP_MAPPINGS} mappings already, and no more can be made. Remove one first.`
      throw new AppError('VALIDATION', { fieldErrors: { identityGroup: [words] } })
    }
    await requireGivable(tx, ctx, input)
    if ((await insertMapping(tx, input)) === null) {
      throw new AppError('CONFLICT', { details: { reason: 'mapped already' } })
    }
    await recordChange(tx, ctx, {
      ...about,
      changes: {
        role: { before: null, after: input.roleKey },
        condition: { before: null, after: input.condition },
      },
    })
  })
}

/**
 * Takes a role from a group again; it acts at the next request of everybody in it. Needs `grant:role` and what is taken.
 * @throws AppError FORBIDDEN, NOT_FOUND
 */
export async function unmapGroup(ctx: Ctx, { mappingId }: { mappingId: string }): Promise<void> {
  await requireRight(ctx, 'grant:role', { kind: 'groupMapping', id: mappingId, action: 'group.unmapped' })
  const about = { action: 'group.unmapped', subject: { kind: 'groupMapping', id: mappingId } }
  await changeOrRecordRefusal(ctx, about, async (tx) => {
    const taken = await deleteMapping(tx, mappingId)
    if (taken === null) throw new AppError('NOT_FOUND')
    await requireTakable(tx, ctx, taken)
    await recordChange(tx, ctx, {
      action: about.action,
      subject: { kind: 'identityGroup', id: taken.identityGroup },
      changes: {
        role: { before: taken.roleKey, after: null },
        condition: { before: taken.stored, after: null },
      },
    })
  })
}
