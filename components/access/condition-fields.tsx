import { Field, fieldAria } from '@/components/ui/field'
import { Input, Select } from '@/components/ui/input'
import { ACCESS_LIMITS } from '@/lib/access/model'

const HINT = 'For groups and tags: codes or tags, by comma, such as BEVERAGES, SEAFOOD.'

/** What a role is held to when it is given. Without script all of it shows; what is not needed is left empty. */
export function ConditionFields({
  values,
  errors,
}: {
  values?: Record<string, string>
  errors?: Record<string, string[]>
}) {
  return (
    <>
      <Field id="conditionKind" label="Reaches" errors={errors?.conditionKind}>
        <Select
          id="conditionKind"
          name="conditionKind"
          defaultValue={values?.conditionKind ?? ''}
          {...fieldAria('conditionKind', undefined, errors?.conditionKind)}
        >
          <option value="">Every record</option>
          <option value="productGroup">Product groups …</option>
          <option value="tag">Tags …</option>
          <option value="own">Records that they own</option>
        </Select>
      </Field>
      <Field id="conditionValues" label="Which" hint={HINT} optional errors={errors?.conditionValues}>
        <Input
          id="conditionValues"
          name="conditionValues"
          defaultValue={values?.conditionValues ?? ''}
          maxLength={ACCESS_LIMITS.conditionValues}
          autoComplete="off"
          {...fieldAria('conditionValues', HINT, errors?.conditionValues)}
        />
      </Field>
    </>
  )
}
