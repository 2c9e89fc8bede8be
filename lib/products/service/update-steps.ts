import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordMany } from '@/lib/audit/service/record-many'
import { inTransaction, type Tx } from '@/lib/platform/db'
import { AppError, type FieldErrors } from '@/lib/platform/errors'
import { type ParameterValue, parameterKey, takesUnit, valueFault } from '@/lib/segments/model/parameter'
import { type ProductStep, stepLine } from '@/lib/segments/model/step'
import { checkUnits } from '@/lib/segments/service/check-units'
import { reachableSegments } from '@/lib/segments/service/list-segments'
import { type UsableSegment, usableSegments } from '@/lib/segments/service/usable-segments'
import type { Product } from '../model'
import { listSteps, lockProducts, replaceSteps, type StepWrite } from '../repository/steps'
import type { UpdateStepsInput } from '../schema/steps'
import { withHidden } from '../step-order'
import { fingerprintOf } from './get-steps'
import { requireEditable } from './reach'

const ACTION = 'product.segments.updated'

/** A step as it is to be: with its segment's code, for the record. */
type Wanted = StepWrite & { segment: { code: string } }

/**
 * Puts a product's segments, in this order and with these overrides, in place of those that there are. Steps of segments
 * that the actor may not read stay where they are.
 * @throws AppError NOT_FOUND, FORBIDDEN, VALIDATION (a segment that is not there, a value of the wrong kind, an unknown
 * unit), VERSION_CONFLICT when somebody saved other steps in between
 */
export async function updateProductSteps(ctx: Ctx, input: UpdateStepsInput): Promise<{ code: string }> {
  const product = await requireEditable(ctx, input.code, ACTION)
  await requireRight(ctx, 'read:segment', { kind: 'productSegments', id: product.id, action: ACTION })
  const usable = await usableSegments(
    ctx,
    input.lines.map(({ segment }) => segment),
  )
  return await inTransaction(async (tx) => {
    await lockProducts(tx, [product.id])
    // It may have left the actor's reach before it was held.
    await requireEditable(ctx, product.code, ACTION, tx)
    const present = await listSteps(product.id, tx)
    const wanted = toWanted(input.lines, usable, present)
    const fingerprint = fingerprintOf(present)
    if (fingerprint !== input.fingerprint)
      throw new AppError('VERSION_CONFLICT', { details: { present: fingerprint } })
    await saveSteps(tx, ctx, [{ product, present, wanted }])
    return { code: product.code }
  })
}

export type StepsToSave = {
  product: Pick<Product, 'id'>
  present: readonly ProductStep[]
  wanted: readonly Wanted[]
}

/**
 * Writes, of each product, the steps that the actor may see among those that they may not, and what changed into the
 * record. As many statements for all of them as for one.
 */
export async function saveSteps(tx: Tx, ctx: Ctx, products: readonly StepsToSave[]): Promise<void> {
  const ids = products.flatMap(({ present }) => present.map(({ segment }) => segment.id))
  const seen = await reachableSegments(ctx, ids, tx)
  const changed = products.flatMap(({ product, present, wanted }) => {
    const before = present.map((step) => ({
      step: { ...step, segmentId: step.segment.id },
      hidden: !seen.has(step.segment.id),
    }))
    const steps = withHidden<Wanted>(before, wanted)
    const lines = { before: before.map(({ step }) => recordedLine(step)), after: steps.map(recordedLine) }
    if (JSON.stringify(lines.before) === JSON.stringify(lines.after)) return []
    return [{ productId: product.id, steps, changes: { segments: lines } }]
  })
  if (changed.length === 0) return
  await replaceSteps(tx, changed)
  const entries = changed.map(({ productId, changes }) => ({
    action: ACTION,
    subject: { kind: 'productSegments', id: productId },
    changes,
  }))
  await recordMany(tx, ctx, entries)
}

/** With the kind of each value: nothing changes without the record showing it. */
export function recordedLine(step: Omit<Wanted, 'segmentId'>): string {
  const kinds = step.parameters.map(({ valueType }) => valueType)
  return kinds.length === 0 ? stepLine(step) : `${stepLine(step)} [${kinds.join(', ')}]`
}

type Line = UpdateStepsInput['lines'][number]

function toWanted(
  lines: readonly Line[],
  usable: ReadonlyMap<string, UsableSegment>,
  present: readonly ProductStep[],
): Wanted[] {
  const fieldErrors: FieldErrors = {}
  const units: { field: string; unit: string | null }[] = []
  const wanted = lines.flatMap((line) => {
    const at = `lines.${line.rowIndex}`
    const segment = usable.get(line.segment.toLowerCase())
    if (segment === undefined) {
      fieldErrors[`${at}.segment`] = ['Choose a segment that is there.']
      return []
    }
    const kinds = kindsOf(segment, present)
    const parameters = line.parameters.flatMap(({ id, value, unit }, index): ParameterValue[] => {
      const own = kinds.get(parameterKey(id))
      if (value === '' || own === undefined) return []
      const fault = valueFault(own.valueType, value)
      if (fault !== null) fieldErrors[`${at}.parameters.${index}.value`] = [fault]
      const measured = takesUnit(own.valueType) ? unit || own.unit : null
      units.push({ field: `${at}.parameters.${index}.unit`, unit: measured })
      return [{ id: own.id, value, valueType: own.valueType, unit: measured }]
    })
    return [{ segmentId: segment.id, segment: { code: segment.code }, duration: line.duration, parameters }]
  })
  if (Object.keys(fieldErrors).length > 0) throw new AppError('VALIDATION', { fieldErrors })
  checkUnits(units)
  return wanted
}

/** What the segment says each parameter is, and what the product already says of parameters of its own. */
function kindsOf(segment: UsableSegment, present: readonly ProductStep[]): Map<string, ParameterValue> {
  const extras = present
    .filter((step) => step.segment.id === segment.id)
    .flatMap(({ parameters }) => parameters)
  return new Map([...extras, ...segment.parameters].map((value) => [parameterKey(value.id), value]))
}
