import type { ReactNode } from 'react'
import { Field } from '@/components/ui/field'
import { Input, Select } from '@/components/ui/input'
import { ME, NONE } from '@/lib/products/list-state'
import { PRODUCT_STATUSES, type ProductGroupRef, STATUS_LABELS } from '@/lib/products/model'

export type BulkOptions = {
  groups: readonly ProductGroupRef[]
  people: readonly { id: string; name: string }[]
}

/** What a change of many may say; a field that is left as it is changes nothing. */
export function BulkFields({
  options,
  values,
  children,
}: {
  options: BulkOptions
  values: Readonly<Record<string, string>>
  /** What stands below the group: what it needs. */
  children?: ReactNode
}) {
  const keep = <option value="">Leave as it is</option>
  return (
    <div className="grid gap-3 p-2 sm:w-72">
      <Field id="groupCode" label="Group">
        <Select id="groupCode" name="groupCode" defaultValue={values.groupCode ?? ''}>
          {keep}
          {options.groups.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
          <option value={NONE}>No group</option>
        </Select>
      </Field>
      {children}
      <Field id="status-of-chosen" label="Status">
        <Select id="status-of-chosen" name="status" defaultValue={values.status ?? ''}>
          {keep}
          {PRODUCT_STATUSES.map((status) => (
            <option key={status} value={status}>
              {STATUS_LABELS[status]}
            </option>
          ))}
        </Select>
      </Field>
      <Field id="ownerId" label="Owner">
        <Select id="ownerId" name="ownerId" defaultValue={values.ownerId ?? ''}>
          {keep}
          <option value={ME}>Me</option>
          {options.people.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          <option value={NONE}>Nobody</option>
        </Select>
      </Field>
      <Field id="addTags" label="Add tags" hint="With commas between them.">
        <Input
          id="addTags"
          name="addTags"
          defaultValue={values.addTags ?? ''}
          maxLength={400}
          autoComplete="off"
        />
      </Field>
      <Field id="removeTags" label="Remove tags">
        <Input
          id="removeTags"
          name="removeTags"
          defaultValue={values.removeTags ?? ''}
          maxLength={400}
          autoComplete="off"
        />
      </Field>
    </div>
  )
}
