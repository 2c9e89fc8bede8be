import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { recordRefusal } from '@/lib/audit/service'
import type { Tx } from '@/lib/platform/db'
import type { ExchangedProduct, ExchangedStep, PlanEntry, Read } from '@/lib/segments/model/exchange'
import type { Changes } from '@/lib/segments/model/segment'
import { MAX_STEPS, type ProductStep } from '@/lib/segments/model/step'
import { reachableSegments } from '@/lib/segments/service/list-segments'
import type { Product, ProductId } from '../model'
import { canEdit, canRead } from '../policy'
import { mapByCodes } from '../repository/batches'
import { listStepped, listStepsOf, lockProducts } from '../repository/steps'
import { readScope } from './reach'
import { recordedLine, saveSteps } from './update-steps'

const ACTION = 'product.segments.updated'

/** The steps of every product in reach, those of segments in reach, as they are exchanged; none without `read:product`. */
export async function exportSteps(ctx: Ctx): Promise<ExchangedProduct[]> {
  if (!canSome(ctx.actor, 'read:product') || !canSome(ctx.actor, 'read:segment')) return []
  const stepped = await listStepped(await readScope(ctx))
  const stepsOf = await seenSteps(
    ctx,
    stepped.map(({ id }) => id),
  )
  return stepped.flatMap(({ id, code, name }) => {
    const steps = (stepsOf.get(id) ?? []).map(toExchanged)
    return steps.length === 0 ? [] : [{ code, name, steps }]
  })
}

/** The steps of each product whose segments the actor may read. */
async function seenSteps(
  ctx: Ctx,
  productIds: readonly ProductId[],
  tx?: Tx,
): Promise<ReadonlyMap<ProductId, ProductStep[]>> {
  const all = await listStepsOf(productIds, tx)
  const named = [...all.values()].flatMap((steps) => steps.map(({ segment }) => segment.id))
  const ids = await reachableSegments(ctx, named, tx)
  return new Map(
    [...all].map(([id, steps]) => [id, steps.filter(({ segment }) => ids.has(segment.id))] as const),
  )
}

function toExchanged({ segment, duration, parameters }: ProductStep): ExchangedStep {
  return { segmentCode: segment.code, duration, parameters }
}

export type PlannedSteps = {
  entry: PlanEntry
  write: { product: Product; steps: readonly ExchangedStep[] } | null
}

/**
 * What an import would do to the steps of products.
 * @param usable the codes of the segments that will be there, by the same in lower case
 */
export async function planSteps(
  ctx: Ctx,
  tx: Tx | undefined,
  { products, usable }: { products: readonly Read<ExchangedProduct>[]; usable: ReadonlyMap<string, string> },
): Promise<PlannedSteps[]> {
  const found = await mapByCodes(
    products.map(({ code }) => code.toLowerCase()),
    tx,
  )
  const stepsOf = await seenSteps(ctx, [...new Set([...found.values()].map(({ id }) => id))], tx)
  const planned: PlannedSteps[] = []
  const taken = new Set<string>()
  for (const read of products) {
    const product = await inReach(ctx, found.get(read.code.toLowerCase()) ?? null)
    // By an old code and by its present one it is the same product.
    const key = product?.id ?? read.code.toLowerCase()
    const faults = taken.has(key)
      ? ['The file has this product twice: the first counts.']
      : faultsOf(read, usable)
    taken.add(key)
    const present = product === null ? [] : (stepsOf.get(product.id) ?? [])
    planned.push(
      faults.length > 0 ? skipped(read, faults) : await planOne(ctx, { read, usable, product, present }),
    )
  }
  return planned
}

/** What is out of reach is not there: not by its old codes either. That it was asked for is recorded. */
async function inReach(ctx: Ctx, product: Product | null): Promise<Product | null> {
  if (product === null || canRead(ctx.actor, product)) return product
  await recordRefusal(ctx, {
    action: ACTION,
    subject: { kind: 'product', id: product.id },
    right: 'read:product',
  })
  return null
}

function faultsOf({ value, faults }: Read<ExchangedProduct>, usable: ReadonlyMap<string, string>): string[] {
  if (value === null) return [...faults]
  const absent = value.steps.filter(({ segmentCode }) => !usable.has(segmentCode.toLowerCase()))
  return [
    ...(value.steps.length > MAX_STEPS ? [`It has more than ${MAX_STEPS} steps.`] : []),
    ...[...new Set(absent.map(({ segmentCode }) => `The segment ${segmentCode} is not there.`))],
  ]
}

function skipped({ code, notes }: Read<ExchangedProduct>, reasons: readonly string[]): PlannedSteps {
  const entry: PlanEntry = {
    kind: 'product',
    code,
    outcome: 'skip',
    reasons: [...reasons, ...notes],
    changes: {},
  }
  return { entry, write: null }
}

async function planOne(
  ctx: Ctx,
  {
    read,
    usable,
    product,
    present: steps,
  }: {
    read: Read<ExchangedProduct>
    usable: ReadonlyMap<string, string>
    product: Product | null
    present: readonly ProductStep[]
  },
): Promise<PlannedSteps> {
  const right = 'edit:product'
  if (product === null) return skipped(read, ['There is no such product.'])
  if (!canEdit(ctx.actor, product)) {
    const subject = { kind: 'product', id: product.id }
    await recordRefusal(ctx, { action: ACTION, subject, right })
    return skipped(read, ['You may read this product, and not change it.'])
  }
  const wanted = (read.value?.steps ?? []).map((step) => ({
    ...step,
    segmentCode: usable.get(step.segmentCode.toLowerCase()) ?? step.segmentCode,
  }))
  const present = steps.map(toExchanged)
  const [before, after] = [present.map(toLine), wanted.map(toLine)]
  const same = JSON.stringify(before) === JSON.stringify(after)
  const changes: Changes = same ? {} : { segments: { before, after } }
  const outcome = same ? 'same' : present.length === 0 ? 'add' : 'change'
  return {
    entry: { kind: 'product', code: product.code, outcome, reasons: read.notes, changes },
    write: same ? null : { product, steps: wanted },
  }
}

function toLine({ segmentCode, ...overrides }: ExchangedStep): string {
  return recordedLine({ segment: { code: segmentCode }, ...overrides })
}

/** Carries out what was planned; `idOf` knows every segment's id by its lower-case code. */
export async function writePlanned(
  tx: Tx,
  ctx: Ctx,
  {
    writes,
    idOf,
  }: { writes: readonly NonNullable<PlannedSteps['write']>[]; idOf: ReadonlyMap<string, string> },
): Promise<void> {
  if (writes.length === 0) return
  const ids = writes.map(({ product }) => product.id)
  await lockProducts(tx, ids)
  const presentOf = await listStepsOf(ids, tx)
  const products = writes.map(({ product, steps }) => {
    const wanted = steps.flatMap(({ segmentCode, ...overrides }) => {
      const segmentId = idOf.get(segmentCode.toLowerCase())
      return segmentId === undefined ? [] : [{ segmentId, segment: { code: segmentCode }, ...overrides }]
    })
    return { product, present: presentOf.get(product.id) ?? [], wanted }
  })
  await saveSteps(tx, ctx, products)
}
