import type { Ctx, HeldScope } from '@/lib/access/model'
import type { PersonName } from '@/lib/access/service/list-names'
import type { ProductGroup, ProductGroupRef } from '../model'
import { findDefinitions } from '../repository/groups'
import { listGroups } from '../repository/list'
import { userIdOf } from './reach'

/** What a product's form offers to choose from. */
export type FormChoices = {
  groups: ProductGroup[]
  people: PersonName[]
  /** There are more people than are offered. */
  morePeople: boolean
}

/** The groups in scope with what they ask for, and the one that the product is in, whether in scope or not. */
export async function listFormGroups(
  ctx: Ctx,
  scope: HeldScope,
  present: readonly ProductGroupRef[],
): Promise<ProductGroup[]> {
  const offered = await listGroups({ scope, userId: userIdOf(ctx.actor) })
  const groups = [...offered, ...present.filter(({ code }) => offered.every((group) => group.code !== code))]
  const definitions = await findDefinitions(groups.map(({ code }) => code))
  return groups.map((group) => ({ ...group, attributes: definitions.get(group.code) ?? [] }))
}
