import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { listPeopleToChoose } from '@/lib/access/service/list-names'
import { recordChange } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { draftChanges } from '../changes'
import { EMPTY_DRAFT, type ProductDraft } from '../model'
import { insertProduct } from '../repository/record'
import type { CreateProductInput } from '../schema/draft'
import { requireAttributes, requireGroup, requireOwner, withFreeCode } from './draft-checks'
import { type FormChoices, listFormGroups } from './form-choices'

/**
 * Makes a product.
 * @throws AppError FORBIDDEN, VALIDATION (a code that a product has or had, a group out of the actor's reach, a value that
 * is not of its attribute's type)
 */
export async function createProduct(ctx: Ctx, input: CreateProductInput): Promise<{ code: string }> {
  const subject = { kind: 'product', id: input.code }
  await requireRight(ctx, 'create:product', { ...subject, action: 'product.created' })
  const { attr, link, ownerId = null, ...fields } = input
  const { groupCode, tags } = fields
  await requireOwner(ownerId, null)
  const groupId = await requireGroup(ctx, 'create:product', { groupCode, tags, ownerId })
  // A form without the group's own fields was sent before they were there: what is needed is asked for.
  const attributes = await requireAttributes(groupCode, [], { given: attr ?? {}, stays: false })
  const draft: ProductDraft = { ...fields, ownerId, attributes, links: link ?? [] }
  const { groupCode: _code, ...row } = draft
  await withFreeCode('code', () =>
    inTransaction(async (tx) => {
      const id = await insertProduct(tx, { ...row, groupId }, ctx.now())
      await recordChange(tx, ctx, {
        action: 'product.created',
        subject: { kind: 'product', id },
        changes: { ...draftChanges(EMPTY_DRAFT, draft), version: { before: null, after: 1 } },
      })
    }),
  )
  return { code: draft.code }
}

/** What the form of a new product offers. @throws AppError FORBIDDEN */
export async function getNewProductChoices(ctx: Ctx): Promise<FormChoices> {
  const scope = await requireRight(ctx, 'create:product', {
    kind: 'product',
    id: '*',
    action: 'product.created',
  })
  const { people, more } = await listPeopleToChoose()
  return { groups: await listFormGroups(ctx, scope, []), people, morePeople: more }
}
