import { createHash } from 'node:crypto'
import type { Actor, Ctx } from '@/lib/access/model'
import { scopeFor } from '@/lib/access/policy'
import { requireRight } from '@/lib/access/service'
import { recordRefusal } from '@/lib/audit/service'
import { AppError } from '@/lib/platform/errors'
import type { ImportId, ProductImport } from '../import-model'
import { findImport } from '../repository/imports'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * One's own import. Needs `edit:product`; somebody else's is not there for anybody.
 * @throws AppError FORBIDDEN, NOT_FOUND
 */
export async function requireImport(ctx: Ctx, id: string): Promise<ProductImport> {
  await requireRight(ctx, 'edit:product', { kind: 'productImport', id, action: 'product.imported' })
  const found = UUID.test(id) ? await findImport(id as ImportId) : null
  const isOwn = found?.actorKind === ctx.actor.kind && found.actorId === ctx.actor.id
  if (found !== null && isOwn && found.state !== 'reading') return found
  if (found !== null && !isOwn) {
    const subject = { kind: 'productImport', id: found.id }
    await recordRefusal(ctx, { action: 'product.imported', subject, right: 'edit:product' })
  }
  throw new AppError('NOT_FOUND', { details: { kind: 'productImport' } })
}

/**
 * What an actor's rights over products reach, as one value: rows are checked against it, and an import whose rows were
 * checked against another is checked anew before anything of it is shown or written.
 */
export function scopeKeyOf(actor: Actor): string {
  const scopes = (['read:product', 'edit:product', 'create:product'] as const).map((right) => {
    const scope = scopeFor(actor, right)
    if (scope.reach !== 'some') return scope.reach
    return [[...scope.productGroups].sort(), [...scope.tags].sort(), scope.own]
  })
  return createHash('sha256').update(JSON.stringify(scopes)).digest('hex').slice(0, 32)
}
