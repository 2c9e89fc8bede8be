'use client'

import { useState } from 'react'
import { OwnerField } from '@/components/access/owner-field'
import { Field, fieldAria } from '@/components/ui/field'
import { Input, Select, Textarea } from '@/components/ui/input'
import { PRODUCT_LIMITS, PRODUCT_STATUSES, STATUS_LABELS } from '@/lib/products/model'
import { AttributeFields } from './attribute-fields'
import type { ProductChoices, ProductFormValues } from './form-values'
import { LinkFields } from './link-fields'

const HINTS = {
  code: 'Letters, figures, dots, dashes and underscores. No other product can have it, now or later.',
  newCode: 'When it changes, the old code still leads here, and no other product gets it.',
  tags: 'Words with commas between them.',
}

/** The controls of a product's form. Another group chosen shows at once what that group asks for. */
export function ProductFields({
  codeName,
  values,
  errors,
  choices,
}: {
  codeName: 'code' | 'newCode'
  values: ProductFormValues
  errors: Readonly<Record<string, string[]>>
  choices: ProductChoices
}) {
  const [group, setGroup] = useState(values.groupCode ?? '')
  const control = (name: string, hint?: string) => ({
    id: name,
    name,
    defaultValue: values[name] ?? '',
    ...fieldAria(name, hint, errors[name]),
  })
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
        <Field id={codeName} label="Code" hint={HINTS[codeName]} errors={errors[codeName]}>
          <Input
            {...control(codeName, HINTS[codeName])}
            required
            maxLength={PRODUCT_LIMITS.code}
            autoComplete="off"
          />
        </Field>
        <Field id="name" label="Name" errors={errors.name}>
          <Input {...control('name')} required maxLength={PRODUCT_LIMITS.name} autoComplete="off" />
        </Field>
      </div>
      <Field id="description" label="Description" optional errors={errors.description}>
        <Textarea {...control('description')} maxLength={PRODUCT_LIMITS.description} rows={5} />
      </Field>
      <div className="grid items-start gap-4 sm:grid-cols-3">
        <Field id="groupCode" label="Group" errors={errors.groupCode}>
          <Select {...control('groupCode')} onChange={(event) => setGroup(event.target.value)}>
            <option value="">No group</option>
            {choices.groups.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field id="status" label="Status" errors={errors.status}>
          <Select {...control('status')}>
            {PRODUCT_STATUSES.map((status) => (
              <option key={status} value={status}>
                {STATUS_LABELS[status]}
              </option>
            ))}
          </Select>
        </Field>
        <OwnerField
          owners={{ people: choices.people, more: choices.morePeople }}
          value={values.ownerId ?? ''}
          errors={errors.ownerId}
        />
      </div>
      <Field id="tags" label="Tags" optional hint={HINTS.tags} errors={errors.tags}>
        <Input {...control('tags', HINTS.tags)} maxLength={PRODUCT_LIMITS.tags} autoComplete="off" />
      </Field>
      <AttributeFields
        key={group}
        attributes={choices.groups.find(({ code }) => code === group)?.attributes ?? []}
        values={values}
        errors={errors}
      />
      <LinkFields values={values} errors={errors} />
    </>
  )
}
