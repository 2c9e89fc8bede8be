import type { Actor, Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordRefusal } from '@/lib/audit/service'
import type { Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import type { Product } from '../model'
import { canEdit, canRead } from '../policy'
import type { ListFor } from '../repository/filters'
import { findByCode } from '../repository/record'
import { findGroupsHolding, type ScopeOf } from '../repository/scope'

/** The person that the actor is; nobody for a key, a job or a command. */
export function userIdOf(actor: Actor): string | null {
  return actor.kind === 'user' ? actor.id : null
}

/** What the actor may read. */
export async function readScope(ctx: Ctx): Promise<ScopeOf> {
  return { scope: await requireRight(ctx, 'read:product'), userId: userIdOf(ctx.actor) }
}

/** What a list of products is held to: what the actor may read, now, and the groups that its search names. */
export async function listFor(ctx: Ctx, q: string): Promise<ListFor> {
  const of = await readScope(ctx)
  return { ...of, now: ctx.now(), groups: q === '' ? undefined : await findGroupsHolding(q) }
}

/** The product in reach; a refusal is recorded (the first of a kind at once, then counted, so its time tells little). */
export async function requireReadable(ctx: Ctx, code: string, action: string, tx?: Tx): Promise<Product> {
  const product = await findByCode(code, tx)
  if (product !== null && canRead(ctx.actor, product)) return product
  if (product !== null) {
    await recordRefusal(ctx, { action, subject: { kind: 'product', id: product.id }, right: 'read:product' })
  }
  throw new AppError('NOT_FOUND', { details: { kind: 'product' } })
}

/** The product in reach of `edit:product`: NOT_FOUND when it cannot be read, FORBIDDEN when only that. */
export async function requireEditable(
  ctx: Ctx,
  code: string,
  action = 'product.updated',
  tx?: Tx,
): Promise<Product> {
  await requireRight(ctx, 'edit:product', { kind: 'product', id: code, action })
  const product = await requireReadable(ctx, code, action, tx)
  if (canEdit(ctx.actor, product)) return product
  const right = 'edit:product'
  await recordRefusal(ctx, { action, subject: { kind: 'product', id: product.id }, right })
  throw new AppError('FORBIDDEN', { details: { right } })
}
