import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { SegmentId } from '@/lib/segments/model/segment'
import {
  MAX_STEPS,
  MAX_USES,
  type Overrides,
  type ProductStep,
  type SegmentUse,
} from '@/lib/segments/model/step'
import { storedParameters, storedValues } from '@/lib/segments/model/stored'
import type { ProductId } from '../model'
import { inScope, type ScopeOf } from './scope'

/** More than the steps of any product, and than the products of any list of them. */
const MAX_ROWS = 20_000
/** Their steps are fewer than `MAX_ROWS` all together. */
const PRODUCTS_AT_ONCE = MAX_ROWS / MAX_STEPS
/** As many as one statement's parameters hold. */
const STEPS_AT_ONCE = 2_000

const SELECT = {
  id: true,
  position: true,
  parameters: true,
  duration: true,
  segment: {
    select: {
      id: true,
      code: true,
      name: true,
      status: true,
      isDemo: true,
      duration: true,
      parameters: true,
    },
  },
} as const

type Row = {
  id: string
  position: number
  parameters: unknown
  duration: string | null
  segment: Omit<ProductStep['segment'], 'id' | 'parameters'> & { id: string; parameters: unknown }
}

function toStep({ segment, parameters, ...step }: Row): ProductStep {
  return {
    ...step,
    parameters: storedValues(parameters),
    segment: {
      ...segment,
      id: segment.id as SegmentId,
      parameters: storedParameters(segment.parameters),
    },
  }
}

/** A product's steps in order, whoever may read their segments: the service leaves out what the reader may not. */
export async function listSteps(productId: ProductId, client: Tx = db()): Promise<ProductStep[]> {
  return (await listStepsOf([productId], client)).get(productId) ?? []
}

/** The same of several products, of those that have steps. */
export async function listStepsOf(
  productIds: readonly ProductId[],
  client: Tx = db(),
): Promise<ReadonlyMap<ProductId, ProductStep[]>> {
  const byProduct = new Map<ProductId, ProductStep[]>()
  for (let from = 0; from < productIds.length; from += PRODUCTS_AT_ONCE) {
    const rows = await withDatabaseErrors(() =>
      client.productSegment.findMany({
        where: { productId: { in: productIds.slice(from, from + PRODUCTS_AT_ONCE) } },
        select: { ...SELECT, productId: true },
        orderBy: [{ productId: 'asc' }, { position: 'asc' }],
        take: MAX_ROWS,
      }),
    )
    for (const { productId, ...row } of rows) {
      const steps = byProduct.get(productId as ProductId) ?? []
      byProduct.set(productId as ProductId, steps)
      steps.push(toStep(row))
    }
  }
  return byProduct
}

/** Nobody else changes the products' steps till the transaction ends. In the order of their ids, so that none wait in a circle. */
export async function lockProducts(tx: Tx, productIds: readonly ProductId[]): Promise<void> {
  await tx.$queryRaw`
    SELECT id FROM product WHERE id = ANY(${[...productIds]}::uuid[]) ORDER BY id FOR NO KEY UPDATE`
}

export type StepWrite = Overrides & { segmentId: string }

export type StepsOfProduct = { productId: ProductId; steps: readonly StepWrite[] }

/** Puts these steps in place of those that each product has. */
export async function replaceSteps(tx: Tx, products: readonly StepsOfProduct[]): Promise<void> {
  await tx.productSegment.deleteMany({ where: { productId: { in: products.map((one) => one.productId) } } })
  const rows = products.flatMap(({ productId, steps }) =>
    steps.map(({ segmentId, duration, parameters }, index) => ({
      productId,
      segmentId,
      position: index + 1,
      duration,
      parameters: [...parameters],
    })),
  )
  for (let from = 0; from < rows.length; from += STEPS_AT_ONCE) {
    await tx.productSegment.createMany({ data: rows.slice(from, from + STEPS_AT_ONCE) })
  }
}

export type SteppedProduct = { id: ProductId; code: string; name: string }

/** The products in scope that have steps, by code. */
export async function listStepped(of: ScopeOf, client: Tx = db()): Promise<SteppedProduct[]> {
  return await withDatabaseErrors(
    () => client.$queryRaw<SteppedProduct[]>`
      SELECT p.id, p.code, p.name FROM product p
      WHERE ${inScope(of)} AND EXISTS (SELECT FROM product_segment s WHERE s.product_id = p.id)
      ORDER BY p.code_key COLLATE names, p.id LIMIT ${MAX_ROWS}`,
  )
}

/** The products in scope that go through a segment, by code and place. */
export async function listUses(
  segmentId: SegmentId,
  of: ScopeOf,
): Promise<(SegmentUse & { productId: ProductId })[]> {
  return await withDatabaseErrors(
    () => db().$queryRaw<(SegmentUse & { productId: ProductId })[]>`
      SELECT p.id AS "productId", p.code, p.name, u.position,
        jsonb_array_length(u.parameters) + (u.duration IS NOT NULL)::int AS overrides
      FROM product_segment u JOIN product p ON p.id = u.product_id
      WHERE ${inScope(of)} AND u.segment_id = ${segmentId}::uuid
      ORDER BY p.code_key COLLATE names, u.position LIMIT ${MAX_USES}`,
  )
}
