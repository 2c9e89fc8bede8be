import { durationWords } from './duration'
import { type ParameterValue, parameterKey, type SegmentParameter, valueText } from './parameter'
import type { SegmentRef, SegmentStatus } from './segment'

/** What a product does otherwise than the segment says (ISA-95: the product segment's own values). */
export type Overrides = {
  /** ISO 8601; null: as the segment says. */
  duration: string | null
  parameters: readonly ParameterValue[]
}

/** A step of a product: a segment at its place, and the product's overrides. */
export type ProductStep = Overrides & {
  id: string
  /** 1, 2, 3 … */
  position: number
  segment: SegmentRef & {
    status: SegmentStatus
    isDemo: boolean
    duration: string | null
    parameters: readonly SegmentParameter[]
  }
}

export const MAX_STEPS = 200

/** A value of a step beside the segment's own. `own` is null for what only the product says. */
export type StepValue = {
  id: string
  description: string
  own: ParameterValue | null
  override: ParameterValue | null
}

/** Every parameter of a step in the segment's order, then what only the product says. */
export function stepValues(step: Pick<ProductStep, 'parameters' | 'segment'>): StepValue[] {
  const overrides = new Map(step.parameters.map((value) => [parameterKey(value.id), value]))
  const own = step.segment.parameters.map((parameter) => {
    const override = overrides.get(parameterKey(parameter.id)) ?? null
    overrides.delete(parameterKey(parameter.id))
    return { id: parameter.id, description: parameter.description, own: parameter, override }
  })
  return [
    ...own,
    ...[...overrides.values()].map((override) => ({ id: override.id, description: '', own: null, override })),
  ]
}

/** A step in a line for the audit record: `MASH (1 h; Temperature 66 Cel)`. */
export function stepLine(step: { segment: Pick<SegmentRef, 'code'> } & Overrides): string {
  const own = [
    ...(step.duration === null ? [] : [durationWords(step.duration)]),
    ...step.parameters.map((parameter) => `${parameter.id} ${valueText(parameter)}`),
  ]
  return own.length === 0 ? step.segment.code : `${step.segment.code} (${own.join('; ')})`
}

/** Where two products' steps meet: the longest order of segments that both go through. */
export type StepPair = { left: ProductStep | null; right: ProductStep | null }

/** Two products' steps side by side: pairs of one segment where both go through it in one order, the others alone. */
export function pairSteps(left: readonly ProductStep[], right: readonly ProductStep[]): StepPair[] {
  const lengths = commonLengths(left, right)
  const pairs: StepPair[] = []
  let [l, r] = [0, 0]
  while (l < left.length || r < right.length) {
    const [one, other] = [left[l] ?? null, right[r] ?? null]
    if (one !== null && other !== null && one.segment.id === other.segment.id) {
      pairs.push({ left: one, right: other })
      l += 1
      r += 1
    } else if (other === null || (one !== null && at(lengths, l + 1, r) >= at(lengths, l, r + 1))) {
      pairs.push({ left: one, right: null })
      l += 1
    } else {
      pairs.push({ left: null, right: other })
      r += 1
    }
  }
  return pairs
}

function at(lengths: readonly number[][], l: number, r: number): number {
  return lengths[l]?.[r] ?? 0
}

/** How many segments the rests from each place on have in common, in order. */
function commonLengths(left: readonly ProductStep[], right: readonly ProductStep[]): number[][] {
  const lengths = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0))
  for (let l = left.length - 1; l >= 0; l -= 1) {
    for (let r = right.length - 1; r >= 0; r -= 1) {
      const same = left[l]?.segment.id === right[r]?.segment.id
      const row = lengths[l]
      if (row !== undefined) {
        row[r] = same ? at(lengths, l + 1, r + 1) + 1 : Math.max(at(lengths, l + 1, r), at(lengths, l, r + 1))
      }
    }
  }
  return lengths
}

/** More uses of a segment than this are not listed. */
export const MAX_USES = 500

/** A product that goes through a segment: at which place, and how much it does otherwise. */
export type SegmentUse = { code: string; name: string; position: number; overrides: number }
