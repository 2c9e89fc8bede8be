import { Field, fieldAria } from '@/components/ui/field'
import { Select } from '@/components/ui/input'
import { ConditionFields } from './condition-fields'

/** Which role, and what it is held to: as typed before, with what was wrong beside each. */
export function RoleFields({
  label,
  roleNames,
  values,
  errors,
}: {
  label: string
  roleNames: Record<string, string>
  values: Record<string, string> | undefined
  errors: Record<string, string[]> | undefined
}) {
  return (
    <>
      <Field id="roleKey" label={label} errors={errors?.roleKey}>
        <Select
          id="roleKey"
          name="roleKey"
          defaultValue={values?.roleKey}
          {...fieldAria('roleKey', undefined, errors?.roleKey)}
        >
          {Object.entries(roleNames).map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <ConditionFields values={values} errors={errors} />
    </>
  )
}
