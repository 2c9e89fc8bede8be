import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordRefusal } from '@/lib/audit/service'
import { AppError } from '@/lib/platform/errors'
import type { Publication } from '../model'
import { findPublication, findPublished } from '../repository/publications'

/**
 * A published dashboard that the actor may see now.
 * @throws AppError FORBIDDEN without `read:dashboard`; NOT_FOUND for one out of reach (recorded), unpublished, or none at all
 */
export async function requireReadable(ctx: Ctx, slug: string): Promise<Publication> {
  const asked = { kind: 'dashboard', id: slug, action: 'dashboard.read' }
  const found = await findPublished(slug, await requireRight(ctx, 'read:dashboard', asked))
  if (found !== null) return found
  const beyond = await findPublication({ slug })
  if (beyond !== null && beyond.publishedAt !== null) {
    const subject = { kind: 'dashboard', id: beyond.id }
    await recordRefusal(ctx, { action: 'dashboard.read', subject, right: 'read:dashboard' })
  }
  throw new AppError('NOT_FOUND', { details: { kind: 'dashboard' } })
}
