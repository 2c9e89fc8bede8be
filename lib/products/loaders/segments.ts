import 'server-only'
import { forbidden } from 'next/navigation'
import { cache } from 'react'
import { orNotFound, type PageCtx, pageCtx } from '@/lib/access/loaders'
import { canSome, scopeFor } from '@/lib/access/policy'
import type { AuditEvent } from '@/lib/audit/model'
import { historyOf } from '@/lib/audit/service/history-of'
import { isAppError } from '@/lib/platform/errors'
import type { Segment } from '@/lib/segments/model/segment'
import type { ProductStep, SegmentUse } from '@/lib/segments/model/step'
import { compareQuery } from '../schema/steps'
import {
  type Comparison,
  compareSteps,
  getProductSteps,
  getStepsToEdit,
  listSegmentUses,
  type StepsToEdit,
} from '../service/get-steps'

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

/** A product's segments for its card; null for a reader who may read none. The card has passed its own gate. */
export async function loadProductSegments(
  code: string,
): Promise<{ steps: ProductStep[]; mayEdit: boolean } | null> {
  const ctx = await pageCtx('read:product')
  return canSome(ctx.actor, 'read:segment') ? await orNotFound(getProductSteps(ctx, code)) : null
}

/** A product's segments to be edited: 404 when it cannot be read, 403 when it cannot be edited. */
export const loadStepsToEdit = cache(async (code: string): Promise<StepsToEdit & { ctx: PageCtx }> => {
  const ctx = await pageCtx('edit:product')
  try {
    return { ctx, ...(await orNotFound(getStepsToEdit(ctx, decoded(code)))) }
  } catch (error) {
    if (isAppError(error) && error.code === 'FORBIDDEN') forbidden()
    throw error
  }
})

/** The products that go through a segment. The segment's page has passed its own gate. */
export async function loadSegmentUses(ctx: PageCtx, segment: Segment): Promise<SegmentUse[]> {
  return await listSegmentUses(ctx, segment)
}

/**
 * What was done to a product's segments, newest first; for readers of every segment alone, since others would learn of
 * segments out of their reach.
 */
export async function loadStepHistory(ctx: PageCtx, productId: string): Promise<AuditEvent[]> {
  if (scopeFor(ctx.actor, 'read:segment').reach !== 'all') return []
  return await historyOf(ctx, { kind: 'productSegments', id: productId })
}

export type LoadedComparison = { ctx: PageCtx; a: string; b: string; comparison: Comparison | null }

/** Two products' segments side by side; nothing yet while one is not chosen. 404 when one is out of reach. */
export async function loadComparison(
  parameters: Record<string, string | string[] | undefined>,
): Promise<LoadedComparison> {
  const ctx = await pageCtx('read:segment')
  if (!canSome(ctx.actor, 'read:product')) forbidden()
  const { a, b } = compareQuery.parse(parameters)
  const comparison = a === '' || b === '' ? null : await orNotFound(compareSteps(ctx, { a, b }))
  return { ctx, a, b, comparison }
}
