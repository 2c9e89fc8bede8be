import type { ReactNode } from 'react'
import { durationWords } from '@/lib/segments/model/duration'
import { type ProductStep, type StepValue, stepValues } from '@/lib/segments/model/step'
import { Quantity } from './unit'

const NONE = <span className="text-text-muted">None</span>

/** What a product does, with what the segment says struck out where it differs. */
function Overridden({ own, override }: { own: ReactNode; override: ReactNode }) {
  return (
    <>
      <ins className="font-medium no-underline">{override}</ins>{' '}
      <span className="text-text-muted">
        instead of <del>{own ?? 'no value'}</del>
      </span>
    </>
  )
}

/** How long a step takes in a product, beside what the segment says. */
export function StepDuration({ step }: { step: ProductStep }) {
  const own = step.segment.duration === null ? null : durationWords(step.segment.duration)
  if (step.duration !== null) return <Overridden own={own} override={durationWords(step.duration)} />
  return own ?? NONE
}

/** The parameters of a step in a product: overrides beside the segment's own. */
export function StepParameters({ step }: { step: ProductStep }) {
  const values = stepValues(step)
  if (values.length === 0) return NONE
  return (
    <ul className="grid gap-0.5">
      {values.map((value) => (
        <li key={value.id}>
          <span className="text-text-muted">{value.id}: </span>
          <Value {...value} />
        </li>
      ))}
    </ul>
  )
}

function Value({ own, override }: StepValue) {
  if (override === null) return own === null || own.value === '' ? NONE : <Quantity {...own} />
  if (own === null) {
    return (
      <>
        <span className="font-medium">
          <Quantity {...override} />
        </span>{' '}
        <span className="text-text-muted">only for this product</span>
      </>
    )
  }
  return (
    <Overridden own={own.value === '' ? null : <Quantity {...own} />} override={<Quantity {...override} />} />
  )
}
