import type { Ctx, Right } from '@/lib/access/model'
import { scopeFor } from '@/lib/access/policy'
import { isPersonToChoose } from '@/lib/access/service/list-names'
import { isUniqueViolation } from '@/lib/platform/db'
import { AppError, type FieldErrors } from '@/lib/platform/errors'
import { mergeAttributes, toAttributeText } from '../attributes'
import type { AttributeDefinition, ProductAttribute, ProductDraft } from '../model'
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

type Given = Readonly<Record<string, string>>

/**
 * The product's values after a form gave some of them, held to what the group asks for. `stays`: the product is in the group
 * already, so that the form had its fields: what was typed for one that is gone meanwhile is not dropped in silence.
 * `isTheirs`: what comes from another system is not asked of whoever saves, who could not give it.
 */
export async function requireAttributes(
  groupCode: string | null,
  before: readonly ProductAttribute[],
  {
    given,
    stays,
    isTheirs = () => false,
  }: { given: Given | undefined; stays: boolean; isTheirs?: (key: string) => boolean },
): Promise<ProductAttribute[]> {
  const definitions = groupCode === null ? [] : ((await findDefinitions([groupCode])).get(groupCode) ?? [])
  const lost = stays && given !== undefined ? lostWords(before, definitions, given) : []
  if (lost.length > 0) throw refuse({ _: lost })
  const { attributes, errors } = mergeAttributes(before, definitions, given)
  const fields = Object.entries(errors)
    .filter(([key]) => !isTheirs(key) || (given?.[key]?.trim() ?? '') !== '')
    .map(([key, words]) => [`attr.${key}`, words] as const)
  if (fields.length > 0) throw refuse(Object.fromEntries(fields))
  return attributes
}

/** What was typed for attributes that the group no longer asks for. */
function lostWords(
  before: readonly ProductAttribute[],
  definitions: readonly AttributeDefinition[],
  given: Given,
): string[] {
  const asked = new Set(definitions.map(({ key }) => key))
  return Object.entries(given).flatMap(([key, typed]) => {
    const former = before.filter((value) => value.key === key)
    const text = typed.trim()
    if (asked.has(key) || text === '' || former.some(({ value }) => toAttributeText(value) === text))
      return []
    const label = former[0]?.label ?? key
    return [`The group no longer asks for “${label}”. What you typed there is not saved: “${text}”.`]
  })
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
