import { Field, fieldAria } from '@/components/ui/field'
import { Input, Select } from '@/components/ui/input'
import { type AttributeDefinition, MAX_ATTRIBUTE_TEXT } from '@/lib/products/model'
import type { ProductFormValues } from './form-values'

type Errors = Readonly<Record<string, string[]>>

/** A control for each thing that the group asks for, in its order. */
export function AttributeFields({
  attributes,
  values,
  errors,
}: {
  attributes: readonly AttributeDefinition[]
  values: ProductFormValues
  errors: Errors
}) {
  if (attributes.length === 0) return null
  return (
    <fieldset className="grid items-start gap-4 sm:grid-cols-2">
      <legend className="mb-3 font-semibold">What the group asks for</legend>
      {attributes.map((attribute) => {
        const id = `attr.${attribute.key}`
        return (
          <Field
            key={id}
            id={id}
            label={attribute.unit === null ? attribute.label : `${attribute.label} (${attribute.unit})`}
            optional={!attribute.required}
            errors={errors[id]}
          >
            <AttributeControl attribute={attribute} value={values[id] ?? ''} errors={errors[id]} />
          </Field>
        )
      })}
    </fieldset>
  )
}

/** The control for a value of the attribute's type; its id is its name. */
export function AttributeControl({
  attribute,
  value,
  errors,
}: {
  attribute: AttributeDefinition
  value: string
  errors: readonly string[] | undefined
}) {
  const { key, type, choices, required } = attribute
  const id = `attr.${key}`
  const common = { id, name: id, required, defaultValue: value, ...fieldAria(id, undefined, errors) }
  if (type === 'choice') {
    const gone = value !== '' && !choices.includes(value)
    return (
      <Select {...common}>
        <option value="">Not given</option>
        {gone ? <option value={value}>{value} (no longer offered)</option> : null}
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </Select>
    )
  }
  if (type === 'boolean') {
    return (
      <Select {...common}>
        <option value="">Not given</option>
        <option value="yes">Yes</option>
        <option value="no">No</option>
      </Select>
    )
  }
  if (type === 'date') return <Input type="date" {...common} />
  return (
    <Input
      {...common}
      inputMode={type === 'number' ? 'decimal' : undefined}
      maxLength={MAX_ATTRIBUTE_TEXT}
      autoComplete="off"
    />
  )
}
