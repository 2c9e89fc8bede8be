import { Field } from '@/components/ui/field'
import { Checkbox } from '@/components/ui/input'
import type { AttributeDefinition } from '@/lib/products/model'
import { AttributeControl } from './attribute-fields'

/** What the new group needs and some of the chosen lack: a value for all of these, or they stay where they are. */
export function BulkNeeded({
  needed,
  values,
  errors,
}: {
  needed: readonly AttributeDefinition[]
  values: Readonly<Record<string, string>>
  errors: Readonly<Record<string, string[]>>
}) {
  return (
    <fieldset className="grid gap-3 rounded-md border border-border p-2">
      <legend className="sr-only">What the group needs</legend>
      {needed.map((attribute) => {
        const id = `attr.${attribute.key}`
        const label = attribute.unit === null ? attribute.label : `${attribute.label} (${attribute.unit})`
        return (
          <Field key={id} id={id} label={label} errors={errors[id]}>
            <AttributeControl
              attribute={{ ...attribute, required: false }}
              value={values[id] ?? ''}
              errors={errors[id]}
            />
          </Field>
        )
      })}
      <p className="text-sm text-text-muted">Only products that lack a value get it.</p>
      <Checkbox
        name="lacking"
        value="leave"
        label="Leave the products that lack these in their group"
        autoComplete="off"
      />
    </fieldset>
  )
}
