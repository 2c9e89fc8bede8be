'use client'

import { useEffect, useState } from 'react'
import { OwnerField } from '@/components/access/owner-field'
import { Field, fieldAria } from '@/components/ui/field'
import { Input, LockableSelect, Textarea } from '@/components/ui/input'
import { PRODUCT_LIMITS, PRODUCT_STATUSES, STATUS_LABELS } from '@/lib/products/model'
import { isLocked, type Lock, lockHint } from '@/lib/synced/model'
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
  lock,
}: {
  codeName: 'code' | 'newCode'
  values: ProductFormValues
  errors: Readonly<Record<string, string[]>>
  choices: ProductChoices
  /** What comes from elsewhere, and is only shown. */
  lock: Lock
}) {
  const [group, setGroup] = useState(values.groupCode ?? '')
  useEffect(() => {
    // Another may have been chosen before the scripts came.
    const chosen = document.getElementById('groupCode')
    if (chosen instanceof HTMLSelectElement) setGroup(chosen.value)
  }, [])
  const isTheirs = (name: string) => isLocked(lock, name === codeName ? 'code' : name)
  const hintOf = (name: string, hint?: string) => (isTheirs(name) ? lockHint(lock) : hint)
  const control = (name: string, hint?: string) => ({
    id: name,
    name,
    defaultValue: values[name] ?? '',
    ...fieldAria(name, hintOf(name, hint), errors[name]),
  })
  const text = (name: string, hint?: string) => ({ ...control(name, hint), readOnly: isTheirs(name) })
  const field = (name: string, hint?: string) => {
    const shown = hintOf(name, hint)
    return { id: name, errors: errors[name], ...(shown !== undefined && { hint: shown }) }
  }
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
        <Field {...field(codeName, HINTS[codeName])} label="Code">
          <Input
            {...text(codeName, HINTS[codeName])}
            required
            maxLength={PRODUCT_LIMITS.code}
            autoComplete="off"
          />
        </Field>
        <Field {...field('name')} label="Name">
          <Input {...text('name')} required maxLength={PRODUCT_LIMITS.name} autoComplete="off" />
        </Field>
      </div>
      <Field {...field('description')} label="Description" optional>
        <Textarea {...text('description')} maxLength={PRODUCT_LIMITS.description} rows={5} />
      </Field>
      <div className="grid items-start gap-4 sm:grid-cols-3">
        <Field {...field('groupCode')} label="Group">
          <LockableSelect
            {...control('groupCode')}
            locked={isTheirs('groupCode')}
            onChange={(event) => setGroup(event.target.value)}
          >
            <option value="">No group</option>
            {choices.groups.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </LockableSelect>
        </Field>
        <Field {...field('status')} label="Status">
          <LockableSelect {...control('status')} locked={isTheirs('status')}>
            {PRODUCT_STATUSES.map((status) => (
              <option key={status} value={status}>
                {STATUS_LABELS[status]}
              </option>
            ))}
          </LockableSelect>
        </Field>
        <OwnerField
          owners={{ people: choices.people, more: choices.morePeople }}
          value={values.ownerId ?? ''}
          errors={errors.ownerId}
          lock={isTheirs('ownerId') ? lockHint(lock) : undefined}
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
        lock={lock}
      />
      <LinkFields values={values} errors={errors} lock={lock} />
    </>
  )
}
