import { Field, fieldAria } from '@/components/ui/field'
import { Input, LockableSelect } from '@/components/ui/input'
import { type AttributeDefinition, MAX_ATTRIBUTE_TEXT } from '@/lib/products/model'
import { syncedAttribute } from '@/lib/products/model/fed'
import { isLocked, type Lock, lockHint } from '@/lib/synced/model'
import type { ProductFormValues } from './form-values'

type Errors = Readonly<Record<string, string[]>>

/** A control for each thing that the group asks for, in its order. */
export function AttributeFields({
  attributes,
  values,
  errors,
  lock,
}: {
  attributes: readonly AttributeDefinition[]
  values: ProductFormValues
  errors: Errors
  /** What comes from elsewhere, and is only shown. */
  lock: Lock
}) {
  if (attributes.length === 0) return null
  return (
    <fieldset className="grid items-start gap-4 sm:grid-cols-2">
      <legend className="mb-3 font-semibold">What the group asks for</legend>
      {attributes.map((attribute) => {
        const id = `attr.${attribute.key}`
        const hint = isLocked(lock, syncedAttribute(attribute.key)) ? lockHint(lock) : undefined
        return (
          <Field
            key={id}
            {...(hint !== undefined && { hint })}
            id={id}
            label={attribute.unit === null ? attribute.label : `${attribute.label} (${attribute.unit})`}
            optional={!attribute.required}
            errors={errors[id]}
          >
            <AttributeControl
              attribute={attribute}
              value={values[id] ?? ''}
              errors={errors[id]}
              hint={hint}
            />
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
  hint,
}: {
  attribute: AttributeDefinition
  value: string
  errors: readonly string[] | undefined
  /** It comes from elsewhere and is only shown: these words say so. */
  hint?: string | undefined
}) {
  const { key, type, choices, required } = attribute
  const id = `attr.${key}`
  const locked = hint !== undefined
  // What comes from elsewhere is not asked of whoever saves.
  const common = {
    id,
    name: id,
    required: required && !locked,
    defaultValue: value,
    ...fieldAria(id, hint, errors),
  }
  if (type === 'choice') {
    const gone = value !== '' && !choices.includes(value)
    return (
      <LockableSelect {...common} locked={locked}>
        <option value="">Not given</option>
        {gone ? <option value={value}>{value} (no longer offered)</option> : null}
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </LockableSelect>
    )
  }
  if (type === 'boolean') {
    return (
      <LockableSelect {...common} locked={locked}>
        <option value="">Not given</option>
        <option value="yes">Yes</option>
        <option value="no">No</option>
      </LockableSelect>
    )
  }
  if (type === 'date') return <Input type="date" {...common} readOnly={locked} />
  return (
    <Input
      {...common}
      readOnly={locked}
      inputMode={type === 'number' ? 'decimal' : undefined}
      maxLength={MAX_ATTRIBUTE_TEXT}
      autoComplete="off"
    />
  )
}
