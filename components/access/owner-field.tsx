import { Field, fieldAria } from '@/components/ui/field'
import { LockableSelect } from '@/components/ui/input'

/** Whom a record may be given to; `more`: there are more people than are offered. */
export type OwnerChoices = { people: readonly { id: string; name: string }[]; more: boolean }

/** Whose record it is: the field `ownerId` of a form. */
export function OwnerField({
  owners,
  value,
  hint,
  errors,
  lock,
}: {
  owners: OwnerChoices
  value: string
  hint?: string
  errors?: readonly string[] | undefined
  /** It comes from elsewhere and is only shown: these words say so. */
  lock?: string | undefined
}) {
  const words = [lock ?? hint, owners.more ? 'There are more people than are offered here.' : undefined]
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
      <LockableSelect
        id="ownerId"
        name="ownerId"
        locked={lock !== undefined}
        defaultValue={value}
        {...fieldAria('ownerId', shown, errors)}
      >
        <option value="">Nobody</option>
        {owners.people.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </LockableSelect>
    </Field>
  )
}
