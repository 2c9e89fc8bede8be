import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { listPeopleToChoose } from '@/lib/access/service/list-names'
import type { Product } from '../model'
import { type FormChoices, listFormGroups } from './form-choices'
import { requireEditable } from './reach'

/**
 * A product to be edited, and what its form offers.
 * @throws AppError NOT_FOUND when it cannot be read, FORBIDDEN when it can be read and not edited
 */
export async function getProductToEdit(
  ctx: Ctx,
  code: string,
): Promise<{ product: Product; choices: FormChoices }> {
  const product = await requireEditable(ctx, code)
  const scope = await requireRight(ctx, 'edit:product')
  const [groups, { people, more }] = await Promise.all([
    listFormGroups(ctx, scope, product.group === null ? [] : [product.group]),
    listPeopleToChoose(),
  ])
  const { owner } = product
  const known = owner === null || people.some(({ id }) => id === owner.id)
  return { product, choices: { groups, people: known ? people : [owner, ...people], morePeople: more } }
}
