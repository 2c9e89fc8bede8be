import { Button } from '@/components/ui/button'
import { Field, fieldAria } from '@/components/ui/field'
import { Input, Select } from '@/components/ui/input'
import { toListText } from '@/lib/analytics/list-text'
import { MAX_PARAMETER_TEXT, type Parameter } from '@/lib/analytics/model'

const INPUT_TYPES = {
  text: 'text',
  integer: 'text',
  decimal: 'text',
  date: 'date',
  timestamp: 'text',
  boolean: 'text',
} as const

type Props = {
  action: string
  parameters: readonly Parameter[]
  /** As they stand in the address. */
  given: Readonly<Record<string, string>>
  errors: Readonly<Record<string, string[]>>
  /** What else of the address is kept when other values are asked for. */
  kept?: Readonly<Record<string, string>>
}

/** A query's parameters: what is asked stands in the address, so that it can be shared. */
export function ParameterForm({ action, parameters, given, errors, kept = {} }: Props) {
  if (parameters.length === 0) return null
  return (
    <form
      action={action}
      method="get"
      className="print-hidden mb-4 flex flex-wrap items-start gap-3"
      data-scroll="keep"
    >
      {Object.entries(kept).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {parameters.map((parameter) => (
        <div key={parameter.name} className="max-w-md min-w-36">
          <ParameterField
            parameter={parameter}
            value={given[parameter.name] ?? parameter.defaultText ?? ''}
            errors={errors[parameter.name]}
          />
        </div>
      ))}
      {/* Level with the controls: a label and its gap stand above those. */}
      <Button type="submit" className="sm:mt-[26px]">
        Show
      </Button>
    </form>
  )
}

type FieldProps = { parameter: Parameter; value: string; errors: string[] | undefined }

function ParameterField({ parameter, value, errors }: FieldProps) {
  const { name, label, type, list } = parameter
  const id = `parameter-${name}`
  const hint = hintOf(parameter)
  const aria = fieldAria(id, hint, errors)
  // Several values are written side by side: a list has no choice of one.
  const known = type === 'boolean' && parameter.allowed.length === 0 ? ['true', 'false'] : parameter.allowed
  const choices = list ? [] : known
  return (
    <Field id={id} label={label} hint={hint} errors={errors} optional={parameter.defaultText === null}>
      {choices.length === 0 ? (
        <Input
          id={id}
          name={name}
          type={list ? 'text' : INPUT_TYPES[type]}
          inputMode={type === 'integer' ? 'numeric' : type === 'decimal' ? 'decimal' : undefined}
          defaultValue={value}
          maxLength={MAX_PARAMETER_TEXT}
          {...aria}
        />
      ) : (
        <Select id={id} name={name} defaultValue={value} {...aria}>
          {parameter.defaultText === null ? <option value="">Any</option> : null}
          {value === '' || choices.includes(value) ? null : <option value={value}>{value}</option>}
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

/** A list names so many of its values beside it; a longer one would be a second page. */
const MAX_NAMED = 12

function hintOf({ description, list, allowed }: Parameter): string | undefined {
  const named = list && allowed.length > 0 && allowed.length <= MAX_NAMED ? `Of ${toListText(allowed)}.` : ''
  return [description, named].filter((words) => words !== '').join(' ') || undefined
}
