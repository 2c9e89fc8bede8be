'use client'

import { useActionState } from 'react'
import { Button, LinkButton } from '@/components/ui/button'
import { Field, fieldAria } from '@/components/ui/field'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import { Input, Select, Textarea } from '@/components/ui/input'
import { updateProduct } from '@/lib/products/actions'
import {
  PRODUCT_LIMITS,
  PRODUCT_STATUSES,
  type Product,
  type ProductGroupRef,
  STATUS_LABELS,
} from '@/lib/products/model'
import { ConflictTable } from './conflict-table'
import { toFormValues } from './form-values'

const HINTS = { tags: 'Words with commas between them.' }

/**
 * Edits a product. What was typed comes back with whatever was wrong, with and without script. `product` is the present
 * version: after a conflict it is newer than what the form began with, and saving again is meant.
 */
export function ProductForm({ product, groups }: { product: Product; groups: readonly ProductGroupRef[] }) {
  const [result, save, saving] = useActionState(updateProduct, null)
  const failed = result !== null && !result.ok ? result : null
  const present = toFormValues(product)
  const typed = { ...present, ...failed?.values }
  const errors = failed?.fieldErrors ?? {}
  const address = `/products/${encodeURIComponent(product.code)}`
  const aria = (field: string, hint?: string) => ({
    id: field,
    name: field,
    ...fieldAria(field, hint, errors[field]),
  })
  return (
    <form action={save} className="grid max-w-2xl gap-5">
      <FormErrorSummary result={result} />
      {failed?.code === 'VERSION_CONFLICT' ? (
        <ConflictTable present={present} typed={typed} groups={groups} discardHref={`${address}/edit`} />
      ) : null}
      {/* A form that was sent is reset by React: new controls begin with what was typed. */}
      <div key={failed?.requestId ?? 'first'} className="grid gap-4">
        <input type="hidden" name="code" value={product.code} />
        <input type="hidden" name="version" value={product.version} />
        <Field id="name" label="Name" errors={errors.name}>
          <Input
            {...aria('name')}
            defaultValue={typed.name}
            required
            maxLength={PRODUCT_LIMITS.name}
            autoComplete="off"
          />
        </Field>
        <Field id="description" label="Description" optional errors={errors.description}>
          <Textarea
            {...aria('description')}
            defaultValue={typed.description}
            maxLength={PRODUCT_LIMITS.description}
            rows={5}
          />
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field id="groupCode" label="Group" errors={errors.groupCode}>
            <Select {...aria('groupCode')} defaultValue={typed.groupCode}>
              <option value="">No group</option>
              {groups.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
          <Field id="status" label="Status" errors={errors.status}>
            <Select {...aria('status')} defaultValue={typed.status}>
              {PRODUCT_STATUSES.map((status) => (
                <option key={status} value={status}>
                  {STATUS_LABELS[status]}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <Field id="tags" label="Tags" optional hint={HINTS.tags} errors={errors.tags}>
          <Input
            {...aria('tags', HINTS.tags)}
            defaultValue={typed.tags}
            maxLength={PRODUCT_LIMITS.tags}
            autoComplete="off"
          />
        </Field>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" disabled={saving}>
          {saving ? 'Saving…' : 'Save product'}
        </Button>
        <LinkButton href={address}>Cancel</LinkButton>
      </div>
    </form>
  )
}
