import { Badge } from '@/components/ui/badge'
import { FieldError, fieldAria } from '@/components/ui/field'
import { Checkbox, Input, Select } from '@/components/ui/input'
import { durationWords } from '@/lib/segments/model/duration'
import { PARAMETER_LIMITS, takesUnit, valueText } from '@/lib/segments/model/parameter'
import { SEGMENT_LIMITS, type SegmentRow } from '@/lib/segments/model/segment'
import { type ProductStep, type StepValue, stepValues } from '@/lib/segments/model/step'
import type { FormValues } from './form-values'
import { SegmentCodeInput } from './segment-code-input'

type Row = {
  index: number
  /** Undefined: a row to add one. */
  step: ProductStep | undefined
  values: FormValues
  errors: Record<string, string[]>
  /** Null: too many to choose from. */
  offered: readonly Pick<SegmentRow, 'code' | 'name'>[] | null
}

/** A step of the form: its place, its segment, and a field over each value that the segment says. */
export function StepRow({ index, step, values, errors, offered }: Row) {
  const at = `lines.${index}`
  const name = (field: string) => ({ id: `${at}.${field}`, name: `${at}.${field}` })
  const aria = (field: string) => fieldAria(`${at}.${field}`, undefined, errors[`${at}.${field}`])
  const typed = (field: string) => values[`${at}.${field}`] ?? ''
  const title = step === undefined ? `row ${index + 1}` : step.segment.name
  return (
    <li className="grid gap-2 rounded-md border border-border bg-surface-raised p-3">
      <div className="flex flex-wrap items-center gap-2">
        <div className="w-16">
          <Input
            {...name('no')}
            defaultValue={typed('no') || String(index + 1)}
            inputMode="numeric"
            maxLength={6}
            aria-label={`Place of ${title}`}
            autoComplete="off"
          />
        </div>
        {step === undefined ? (
          <div className="min-w-0 flex-1">
            <SegmentField
              {...name('segment')}
              {...aria('segment')}
              defaultValue={typed('segment')}
              aria-label={`Segment of ${title}`}
              offered={offered}
            />
          </div>
        ) : (
          <>
            <input type="hidden" {...name('segment')} value={step.segment.code} />
            <span className="min-w-0 flex-1 font-medium break-words">
              <bdi>{step.segment.name}</bdi>{' '}
              <span className="font-mono text-xs font-normal text-text-muted">{step.segment.code}</span>{' '}
              {step.segment.isDemo ? <Badge tone="accent">Example</Badge> : null}
            </span>
            <Checkbox
              {...name('remove')}
              defaultChecked={values[`${at}.remove`] !== undefined}
              label="Take out"
            />
          </>
        )}
      </div>
      <FieldError id={`${at}.segment`} errors={errors[`${at}.segment`]} />
      {step === undefined ? null : (
        <div className="grid gap-2 sm:pl-[72px]">
          <Line
            label="Duration"
            own={step.segment.duration === null ? '' : durationWords(step.segment.duration)}
            control={`${at}.duration`}
          >
            <Input
              {...name('duration')}
              {...aria('duration')}
              defaultValue={typed('duration')}
              maxLength={SEGMENT_LIMITS.duration}
              autoComplete="off"
              className="font-mono"
            />
          </Line>
          <FieldError id={`${at}.duration`} errors={errors[`${at}.duration`]} />
          {stepValues(step).map((value, row) => (
            <ValueLine
              key={value.id}
              at={`${at}.parameters.${row}`}
              value={value}
              values={values}
              errors={errors}
            />
          ))}
        </div>
      )}
    </li>
  )
}

function SegmentField({
  offered,
  ...control
}: Pick<Row, 'offered'> & {
  id: string
  name: string
  defaultValue: string
  'aria-label': string
} & ReturnType<typeof fieldAria>) {
  if (offered === null) return <SegmentCodeInput {...control} placeholder="Add a segment: its code" />
  return (
    <Select {...control}>
      <option value="">Add a segment…</option>
      {offered.map(({ code, name }) => (
        <option key={code} value={code}>
          {name} ({code})
        </option>
      ))}
    </Select>
  )
}

function ValueLine({
  at,
  value: { id, own, override },
  values,
  errors,
}: {
  at: string
  value: StepValue
  values: FormValues
  errors: Record<string, string[]>
}) {
  const kind = (own ?? override)?.valueType ?? 'string'
  const control = (field: string) => ({
    id: `${at}.${field}`,
    name: `${at}.${field}`,
    defaultValue: values[`${at}.${field}`] ?? '',
    autoComplete: 'off',
    ...fieldAria(`${at}.${field}`, undefined, errors[`${at}.${field}`]),
  })
  return (
    <>
      <input type="hidden" name={`${at}.id`} value={id} />
      <Line label={id} own={own === null ? 'only for this product' : valueText(own)} control={`${at}.value`}>
        <Input {...control('value')} maxLength={PARAMETER_LIMITS.value} />
        {takesUnit(kind) ? (
          <Input
            {...control('unit')}
            maxLength={PARAMETER_LIMITS.unit}
            aria-label={`Unit of ${id}`}
            autoCapitalize="none"
            spellCheck={false}
          />
        ) : null}
      </Line>
      <FieldError id={`${at}.value`} errors={errors[`${at}.value`]} />
      <FieldError id={`${at}.unit`} errors={errors[`${at}.unit`]} />
    </>
  )
}

function Line({
  label,
  own,
  control,
  children,
}: {
  label: string
  own: string
  control: string
  children: React.ReactNode
}) {
  return (
    <div className="grid items-center gap-x-3 gap-y-1 sm:grid-cols-[1fr_1.4fr]">
      <label htmlFor={control} className="min-w-0 break-words">
        {label} <span className="text-sm text-text-muted">{own === '' ? 'none of its own' : own}</span>
      </label>
      <div className="flex gap-2">{children}</div>
    </div>
  )
}
