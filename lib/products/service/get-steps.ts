import { createHash } from 'node:crypto'
import type { Ctx } from '@/lib/access/model'
import { canSome, scopeFor } from '@/lib/access/policy'
import { requireRight } from '@/lib/access/service'
import type { Segment, SegmentRow } from '@/lib/segments/model/segment'
import { type ProductStep, pairSteps, type SegmentUse, type StepPair } from '@/lib/segments/model/step'
import { MAX_PLACES } from '@/lib/segments/model/tree'
import { listSegments, reachableSegments } from '@/lib/segments/service/list-segments'
import type { Product } from '../model'
import { canEdit } from '../policy'
import { listSteps, listStepsOf, listUses } from '../repository/steps'
import { readScope, requireEditable, requireReadable } from './reach'

export type ProductSteps = { product: Product; steps: ProductStep[]; mayEdit: boolean }

/**
 * A product's segments in order with its overrides, those of segments that the actor may read.
 * @throws AppError FORBIDDEN without `read:product` or `read:segment`; NOT_FOUND for a product out of reach
 */
export async function getProductSteps(ctx: Ctx, code: string): Promise<ProductSteps> {
  await requireRight(ctx, 'read:product', { kind: 'product', id: code, action: 'product.read' })
  await requireRight(ctx, 'read:segment', { kind: 'product', id: code, action: 'product.read' })
  const product = await requireReadable(ctx, code, 'product.read')
  return { product, steps: await seenSteps(ctx, product), mayEdit: canEdit(ctx.actor, product) }
}

/** Counted among what the reader sees: a number left out would tell of what they do not. */
function placed(step: ProductStep, index: number): ProductStep {
  return { ...step, position: index + 1 }
}

async function seenSteps(ctx: Ctx, product: Product): Promise<ProductStep[]> {
  const steps = await listSteps(product.id)
  const seen = await reachableSegments(
    ctx,
    steps.map(({ segment }) => segment.id),
  )
  return steps.filter(({ segment }) => seen.has(segment.id)).map(placed)
}

/** Stands for a product's steps as they are, those that the actor may not see too: two savers must not cross. */
export function fingerprintOf(steps: readonly ProductStep[]): string {
  const content = steps.map(({ segment, duration, parameters }) => [
    segment.id,
    duration,
    parameters.map(({ id, value, valueType, unit }) => [id, value, valueType, unit]),
  ])
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32)
}

export type StepsToEdit = {
  product: Product
  steps: ProductStep[]
  fingerprint: string
  /** Null: too many to choose from. */
  offered: SegmentRow[] | null
}

/**
 * A product's segments to be edited, and the segments that may be added.
 * @throws AppError NOT_FOUND when the product cannot be read, FORBIDDEN when it cannot be edited or no segment be read
 */
export async function getStepsToEdit(ctx: Ctx, code: string): Promise<StepsToEdit> {
  const product = await requireEditable(ctx, code, 'product.segments.updated')
  await requireRight(ctx, 'read:segment', {
    kind: 'productSegments',
    id: product.id,
    action: 'product.segments.updated',
  })
  const [steps, all, { rows }] = await Promise.all([
    seenSteps(ctx, product),
    listSteps(product.id),
    listSegments(ctx, { q: '' }),
  ])
  const offered = rows.filter(({ status }) => status === 'active')
  const fingerprint = fingerprintOf(all)
  return { product, steps, fingerprint, offered: offered.length > MAX_PLACES ? null : offered }
}

/**
 * The products in reach that go through a segment, at which of the places that the reader sees; none without
 * `read:product`. The caller has the segment in reach.
 */
export async function listSegmentUses(ctx: Ctx, segment: Pick<Segment, 'id'>): Promise<SegmentUse[]> {
  if (!canSome(ctx.actor, 'read:product')) return []
  const uses = await listUses(segment.id, await readScope(ctx))
  if (scopeFor(ctx.actor, 'read:segment').reach === 'all') return uses.map(({ productId: _, ...use }) => use)
  const stepsOf = await listStepsOf([...new Set(uses.map(({ productId }) => productId))])
  const ids = [...stepsOf.values()].flatMap((steps) => steps.map((step) => step.segment.id))
  const seen = await reachableSegments(ctx, ids)
  return uses.map(({ productId, ...use }) => {
    const before = (stepsOf.get(productId) ?? []).filter(({ position }) => position < use.position)
    return { ...use, position: before.filter((step) => seen.has(step.segment.id)).length + 1 }
  })
}

export type Comparison = { left: Product; right: Product; pairs: StepPair[] }

/**
 * Two products' segments side by side.
 * @throws AppError FORBIDDEN; NOT_FOUND when one of them is out of reach
 */
export async function compareSteps(ctx: Ctx, codes: { a: string; b: string }): Promise<Comparison> {
  const left = await getProductSteps(ctx, codes.a)
  const right = await getProductSteps(ctx, codes.b)
  return { left: left.product, right: right.product, pairs: pairSteps(left.steps, right.steps) }
}
