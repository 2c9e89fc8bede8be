import { Field, fieldAria } from '@/components/ui/field'
import { Select } from '@/components/ui/input'

/** Whom a record may be given to; `more`: there are more people than are offered. */
export type OwnerChoices = { people: readonly { id: string; name: string }[]; more: boolean }

/** Whose record it is: the field `ownerId` of a form. */
export function OwnerField({
  owners,
  value,
  hint,
  errors,
}: {
  owners: OwnerChoices
  value: string
  hint?: string
  errors?: readonly string[] | undefined
}) {
  const words = [hint, owners.more ? 'There are more people than are offered here.' : undefined]
    .filter(Boolean)
    .join(' ')
  const shown = words === '' ? undefined : words
  return (
    <Field
      id="ownerId"
      label="Owner"
      {...(shown !== undefined && { hint: shown })}
      {...(errors && { errors })}
    >
      <Select id="ownerId" name="ownerId" defaultValue={value} {...fieldAria('ownerId', shown, errors)}>
        <option value="">Nobody</option>
        {owners.people.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  )
}
