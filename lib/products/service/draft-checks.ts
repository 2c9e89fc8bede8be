import type { Ctx, Right } from '@/lib/access/model'
import { scopeFor } from '@/lib/access/policy'
import { isPersonToChoose } from '@/lib/access/service/list-names'
import { isUniqueViolation } from '@/lib/platform/db'
import { AppError, type FieldErrors } from '@/lib/platform/errors'
import { mergeAttributes } from '../attributes'
import type { ProductAttribute, ProductDraft } from '../model'
import { canSaveAs } from '../policy'
import { findDefinitions } from '../repository/groups'
import { findGroupId } from '../repository/record'

function refuse(fieldErrors: FieldErrors): AppError {
  return new AppError('VALIDATION', { fieldErrors })
}

/** By what the actor's reach is made of, whatever group was chosen: these words tell nothing of which there are. */
function outOfReachWords(ctx: Ctx, right: Right): string {
  const scope = scopeFor(ctx.actor, right)
  const byGroup = 'Choose a group that you may edit products in.'
  if (scope.reach !== 'some' || (scope.tags.size === 0 && !scope.own)) return byGroup
  const ways = [
    ...(scope.productGroups.size > 0 ? ['a group that you may edit products in'] : []),
    ...(scope.tags.size > 0 ? ['a tag that you may edit products with'] : []),
    ...(scope.own ? ['yourself as its owner'] : []),
  ]
  return `You could not reach this product any more. Choose ${ways.join(', or ')}.`
}

/**
 * The chosen group's id. The answer is the same for a group that is not there and one that is out of reach, and nobody
 * saves a product where they could not reach it any more.
 */
export async function requireGroup(
  ctx: Ctx,
  right: Right,
  draft: Pick<ProductDraft, 'groupCode' | 'tags' | 'ownerId'>,
  words = outOfReachWords(ctx, right),
): Promise<string | null> {
  const { groupCode } = draft
  const groupId = groupCode === null ? null : await findGroupId(groupCode)
  const known = groupCode === null || groupId !== null
  if (known && canSaveAs(ctx.actor, right, draft)) return groupId
  throw refuse({ groupCode: [words] })
}

/** The chosen owner is there and enabled; the one before may stay whatever became of them. */
export async function requireOwner(ownerId: string | null, before: string | null): Promise<void> {
  if (ownerId === null || ownerId === before || (await isPersonToChoose(ownerId))) return
  throw refuse({ ownerId: ['Choose one of the people.'] })
}

/** The product's values after a form gave some of them, held to what the group asks for. */
export async function requireAttributes(
  groupCode: string | null,
  before: readonly ProductAttribute[],
  given: Readonly<Record<string, string>> | undefined,
): Promise<ProductAttribute[]> {
  const definitions = groupCode === null ? [] : ((await findDefinitions([groupCode])).get(groupCode) ?? [])
  const { attributes, errors } = mergeAttributes(before, definitions, given)
  const fields = Object.entries(errors).map(([key, words]) => [`attr.${key}`, words] as const)
  if (fields.length > 0) throw refuse(Object.fromEntries(fields))
  return attributes
}

/** Runs a write; a code that a product has or had is said beside the field. */
export async function withFreeCode<T>(field: 'code' | 'newCode', write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const words = 'A product has this code, or had it once. Choose another code.'
    throw new AppError('VALIDATION', { fieldErrors: { [field]: [words] }, cause: error })
  }
}
