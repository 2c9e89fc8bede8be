'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { FieldError, fieldAria } from '@/components/ui/field'
import { Icon } from '@/components/ui/icon'
import { Input, LockableSelect } from '@/components/ui/input'
import { PARAMETER_LIMITS, VALUE_TYPE_LABELS, VALUE_TYPES } from '@/lib/segments/model/parameter'
import { parameterField } from '@/lib/segments/model/synced'
import { isLocked, type Lock, lockHint } from '@/lib/synced/model'
import { countRows, type FormValues } from './form-values'

const FIELDS = ['no', 'id', 'value', 'unit', 'valueType', 'description'] as const

type Errors = Record<string, string[]>

/** The parameters of the form, a row each. Without script there are spare rows; a row is taken out by emptying it. */
export function ParameterRows({
  values,
  errors,
  lock,
}: {
  values: FormValues
  errors: Errors
  /** What comes from elsewhere, and is only shown. */
  lock: Lock | null
}) {
  const [count, setCount] = useState(() => countRows(values))
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium">
        Parameters <span className="font-normal text-text-muted">(optional)</span>
      </legend>
      <p id="parameters-hint" className="text-sm text-text-muted">
        Units as UCUM writes them: Cel, kg, L, min, kW.h, /min; {'{bottle}'} for what is counted. They stand
        in the order of their numbers; an emptied row is taken out.
      </p>
      <div className="grid gap-3">
        {Array.from({ length: count }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its number, and its controls hold what was typed
          <ParameterRow key={index} index={index} values={values} errors={errors} lock={lock} />
        ))}
      </div>
      {errors.parameters === undefined ? null : (
        <p className="text-sm text-danger">{errors.parameters.join(' ')}</p>
      )}
      <div>
        <Button size="sm" onClick={() => setCount(Math.min(count + 1, PARAMETER_LIMITS.count))}>
          <Icon name="plus" size={14} />
          Add a row
        </Button>
      </div>
    </fieldset>
  )
}

function ParameterRow({
  index,
  values,
  errors,
  lock,
}: {
  index: number
  values: FormValues
  errors: Errors
  lock: Lock | null
}) {
  const at = `parameters.${index}`
  const id = values[`${at}.id`] ?? ''
  const locked = lock !== null && id !== '' && isLocked(lock, parameterField(id))
  const control = (field: string, label: string) => {
    const name = `${at}.${field}`
    return {
      id: name,
      name,
      'aria-label': `${label} of parameter ${index + 1}`,
      // Its place in the order is the portal's own.
      readOnly: locked && field !== 'no',
      ...fieldAria(name, undefined, errors[name]),
    }
  }
  const value = (field: string) => values[`${at}.${field}`] ?? ''
  const { readOnly: _, ...kind } = control('valueType', 'Kind')
  return (
    <div className="grid gap-1.5 border-b border-border pb-3 last:border-b-0">
      <div className="grid grid-cols-6 gap-2 sm:grid-cols-[3.5rem_2fr_1fr_1fr_1.3fr]">
        <Input
          {...control('no', 'Number')}
          defaultValue={value('no') || String(index + 1)}
          inputMode="numeric"
          maxLength={6}
          autoComplete="off"
        />
        <Input
          {...control('id', 'Id')}
          defaultValue={value('id')}
          maxLength={PARAMETER_LIMITS.id}
          placeholder="Temperature"
          autoComplete="off"
          className="max-sm:col-span-5"
        />
        <Input
          {...control('value', 'Value')}
          defaultValue={value('value')}
          maxLength={PARAMETER_LIMITS.value}
          placeholder="66.5"
          autoComplete="off"
          className="max-sm:col-span-3"
        />
        <Input
          {...control('unit', 'Unit')}
          defaultValue={value('unit')}
          maxLength={PARAMETER_LIMITS.unit}
          placeholder="Cel"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className="max-sm:col-span-3"
        />
        <LockableSelect
          {...kind}
          locked={locked}
          defaultValue={value('valueType') || 'decimal'}
          className="max-sm:col-span-6"
        >
          {VALUE_TYPES.map((type) => (
            <option key={type} value={type}>
              {VALUE_TYPE_LABELS[type]}
            </option>
          ))}
        </LockableSelect>
      </div>
      <Input
        {...control('description', 'Description')}
        defaultValue={value('description')}
        maxLength={PARAMETER_LIMITS.description}
        placeholder="What it is"
        autoComplete="off"
      />
      {locked ? <p className="text-sm text-text-muted">{lockHint(lock)}</p> : null}
      {FIELDS.map((field) => (
        <FieldError key={field} id={`${at}.${field}`} errors={errors[`${at}.${field}`]} />
      ))}
    </div>
  )
}
