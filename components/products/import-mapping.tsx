'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Field, fieldAria } from '@/components/ui/field'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import { Select } from '@/components/ui/input'
import { mapColumnsAction } from '@/lib/products/actions/imports'
import { attributeField, FILE_FIELDS, PLAIN_FIELDS } from '@/lib/products/file-columns'

type Props = {
  id: string
  headers: readonly string[]
  mapping: readonly string[]
  attributes: readonly { key: string; label: string }[]
  /** False where it was confirmed before and stands by for a correction. */
  isOpen: boolean
}

/** Which field each column of the file is. The choice is remembered for files with the same headers. */
export function ImportMapping({ id, headers, mapping, attributes, isOpen }: Props) {
  const [result, send, sending] = useActionState(mapColumnsAction, null)
  const failed = result !== null && !result.ok ? result : null
  const errors = failed?.fieldErrors ?? {}
  return (
    <Card label="Columns">
      <CardHeader title="Columns" meta="remembered for files with these headers" />
      <CardBody>
        <details open={isOpen || failed !== null}>
          <summary className="mb-3 min-h-6 cursor-pointer text-sm text-text-muted">
            Which field each column of the file is
          </summary>
          <form action={send} className="grid gap-4">
            <FormErrorSummary result={result} />
            <input type="hidden" name="id" value={id} />
            <div
              key={failed?.requestId ?? 'first'}
              className="grid gap-x-4 gap-y-3 sm:grid-cols-2 xl:grid-cols-3"
            >
              {headers.map((header, at) => {
                const name = `column.${at}`
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: headers may be alike, and their order does not change
                  <Field key={at} id={name} label={header || `Column ${at + 1}`} errors={errors[name]}>
                    <Select
                      id={name}
                      name={name}
                      defaultValue={failed?.values?.[name] ?? mapping[at] ?? ''}
                      {...fieldAria(name, undefined, errors[name])}
                    >
                      <option value="">Leave out</option>
                      {PLAIN_FIELDS.map((field) => (
                        <option key={field} value={field}>
                          {FILE_FIELDS[field].label}
                        </option>
                      ))}
                      {attributes.map(({ key, label }) => (
                        <option key={key} value={attributeField(key)}>
                          {label} (attribute)
                        </option>
                      ))}
                    </Select>
                  </Field>
                )
              })}
            </div>
            <div>
              <Button type="submit" variant={isOpen ? 'primary' : 'secondary'} disabled={sending}>
                {sending ? 'Starting…' : 'Check the rows'}
              </Button>
            </div>
          </form>
        </details>
      </CardBody>
    </Card>
  )
}
