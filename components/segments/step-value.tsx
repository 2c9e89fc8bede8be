import { durationWords } from '@/lib/segments/model/duration'
import { valueText } from '@/lib/segments/model/parameter'
import { type ProductStep, stepValues } from '@/lib/segments/model/step'

const NONE = <span className="text-text-muted">None</span>

/** What a product does, with what the segment says struck out where it differs. */
function Overridden({ own, override }: { own: string; override: string }) {
  return (
    <>
      <ins className="font-medium no-underline">{override}</ins>{' '}
      <span className="text-text-muted">
        instead of <del>{own === '' ? 'no value' : own}</del>
      </span>
    </>
  )
}

/** How long a step takes in a product, beside what the segment says. */
export function StepDuration({ step }: { step: ProductStep }) {
  const own = step.segment.duration === null ? '' : durationWords(step.segment.duration)
  if (step.duration !== null) return <Overridden own={own} override={durationWords(step.duration)} />
  return own === '' ? NONE : own
}

/** The parameters of a step in a product: overrides beside the segment's own. */
export function StepParameters({ step }: { step: ProductStep }) {
  const values = stepValues(step)
  if (values.length === 0) return NONE
  return (
    <ul className="grid gap-0.5">
      {values.map(({ id, own, override }) => (
        <li key={id}>
          <span className="text-text-muted">{id}: </span>
          {override === null ? (
            own === null || own.value === '' ? (
              NONE
            ) : (
              valueText(own)
            )
          ) : own === null ? (
            <>
              <span className="font-medium">{valueText(override)}</span>{' '}
              <span className="text-text-muted">only for this product</span>
            </>
          ) : (
            <Overridden own={valueText(own)} override={valueText(override)} />
          )}
        </li>
      ))}
    </ul>
  )
}
