'use client'

import { useActionState } from 'react'
import { Button, LinkButton } from '@/components/ui/button'
import { ConflictTable } from '@/components/ui/conflict-table'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import { BASE_FIELD, baseAfter, typedAfter, versionAfter } from '@/components/ui/typed-values'
import { UnsavedGuard } from '@/components/ui/unsaved-guard'
import { createProductAction, updateProduct } from '@/lib/products/actions'
import type { Product } from '@/lib/products/model'
import type { Lock } from '@/lib/synced/model'
import { EMPTY_VALUES, type ProductChoices, toFormLines, toFormValues } from './form-values'
import { withLocked } from './locked-values'
import { ProductFields } from './product-fields'

const LINKS = {
  names: /^link\./,
  blank: (name: string) => (name.endsWith('.type') ? 'document' : ''),
}

/** A new product is the portal's own. */
const PORTALS_OWN: Lock = { source: 'portal', syncedFields: [] }

/**
 * Makes a product or edits one. What was typed comes back with whatever was wrong, with and without script. `product` is
 * the present version: after a conflict it is newer than what the form began with, and saving again is meant.
 */
export function ProductForm({ product, choices }: { product?: Product; choices: ProductChoices }) {
  const action = product === undefined ? createProductAction : updateProduct
  const [result, save, saving] = useActionState(action, null)
  const failed = result !== null && !result.ok ? result : null
  const present = product === undefined ? EMPTY_VALUES : toFormValues(product, choices.groups)
  const typed = withLocked(typedAfter(present, failed, LINKS), product, present)
  const address = product === undefined ? '/products' : `/products/${encodeURIComponent(product.code)}`
  return (
    <form action={save} className="grid max-w-3xl gap-5">
      <FormErrorSummary result={result} />
      {failed?.code === 'VERSION_CONFLICT' ? (
        <ConflictTable
          present={toFormLines(present, choices)}
          typed={toFormLines(typed, choices)}
          discardHref={`${address}/edit`}
          takesOver
        />
      ) : null}
      {/* A form that was sent is reset by React: new controls begin with what was typed. */}
      <div key={failed?.requestId ?? 'first'} className="grid gap-5">
        <UnsavedGuard held={failed !== null} />
        {product === undefined ? null : (
          <>
            <input type="hidden" name="code" value={product.code} />
            <input type="hidden" name="version" value={versionAfter(product.version, failed)} />
            <input type="hidden" name={BASE_FIELD} value={baseAfter(present, failed)} />
          </>
        )}
        <ProductFields
          codeName={product === undefined ? 'code' : 'newCode'}
          values={typed}
          errors={failed?.fieldErrors ?? {}}
          choices={choices}
          lock={product ?? PORTALS_OWN}
        />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" disabled={saving}>
          {saving ? 'Saving…' : product === undefined ? 'Make product' : 'Save product'}
        </Button>
        <LinkButton href={address}>Cancel</LinkButton>
      </div>
    </form>
  )
}
