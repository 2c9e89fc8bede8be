import { fieldAria } from '@/components/ui/field'
import { Icon } from '@/components/ui/icon'
import { Input, Select } from '@/components/ui/input'
import {
  ACCESS_LIMITS,
  type ConditionedRight,
  RIGHT_KINDS,
  RIGHTS,
  type Right,
  type RightKind,
} from '@/lib/access/model'
import { rightWords } from './words'

type Values = Record<string, string>

/** A role's rights as fields: `reach.read:product` and, for groups and tags, `values.read:product`. */
export function toRightValues(rights: readonly ConditionedRight[]): Values {
  return Object.fromEntries(
    rights.flatMap(({ right, condition }) => [
      [`reach.${right}`, condition === undefined ? 'all' : condition.kind],
      ...(condition === undefined || condition.kind === 'own'
        ? []
        : [[`values.${right}`, condition.in.join(', ')]]),
    ]),
  )
}

/** Every right there is, by kind, each with how far it reaches. */
export function RightFields({ values, errors }: { values: Values; errors?: Record<string, string[]> }) {
  return (
    <div className="grid gap-4">
      {(Object.keys(RIGHT_KINDS) as RightKind[]).map((kind) => (
        <fieldset key={kind} className="grid gap-2 border-t border-border pt-3">
          <legend className="float-left font-medium">{RIGHT_KINDS[kind].label}</legend>
          {RIGHTS.filter((right) => right.endsWith(`:${kind}`)).map((right) => (
            <RightField
              key={right}
              right={right}
              kind={kind}
              values={values}
              errors={errors?.[`values.${right}`]}
            />
          ))}
        </fieldset>
      ))}
    </div>
  )
}

function RightField({
  right,
  kind,
  values,
  errors,
}: {
  right: Right
  kind: RightKind
  values: Values
  errors?: string[]
}) {
  const conditions: readonly string[] = RIGHT_KINDS[kind].conditions
  const words = rightWords(right)
  const reach = `reach.${right}`
  const which = `values.${right}`
  return (
    <div className="grid clear-both items-center gap-x-3 gap-y-1 sm:grid-cols-[minmax(180px,1fr)_180px_minmax(160px,1.2fr)]">
      <label htmlFor={reach}>{words}</label>
      <Select id={reach} name={reach} defaultValue={values[reach] ?? ''}>
        <option value="">Not given</option>
        <option value="all">Every record</option>
        {conditions.includes('productGroup') ? <option value="productGroup">Product groups …</option> : null}
        {conditions.includes('tag') ? <option value="tag">Tags …</option> : null}
        {conditions.includes('own') ? <option value="own">Records they own</option> : null}
      </Select>
      {conditions.includes('productGroup') || conditions.includes('tag') ? (
        <div className="grid gap-1">
          <Input
            id={which}
            name={which}
            defaultValue={values[which] ?? ''}
            maxLength={ACCESS_LIMITS.conditionValues}
            aria-label={`${words}: which groups or tags`}
            placeholder="Groups or tags, by comma"
            autoComplete="off"
            {...fieldAria(which, undefined, errors)}
          />
          {errors === undefined ? null : (
            <p id={`${which}-error`} className="flex items-start gap-1.5 text-sm text-danger">
              <Icon name="circle-alert" size={14} className="mt-[3px]" />
              <span>{errors.join(' ')}</span>
            </p>
          )}
        </div>
      ) : (
        <span />
      )}
    </div>
  )
}
