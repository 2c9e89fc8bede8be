'use client'

import { useActionState, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import { Icon } from '@/components/ui/icon'
import { Checkbox } from '@/components/ui/input'
import { Menu } from '@/components/ui/menu'
import { bulkChangeProductsAction, type ListResult } from '@/lib/products/actions/list'
import { BulkFields, type BulkOptions } from './bulk-fields'
import { BULK_FORM } from './choose-cell'
import { useChosen } from './use-chosen'

/**
 * What may be done to the rows that are chosen. The boxes of the rows belong to this form, so that it works without
 * script; with it the choice lives through pages, and takes ranges.
 */
export function BulkBar({
  query,
  filter,
  seenAt,
  all,
  done,
  options,
}: {
  /** The list's state as its address holds it, and its filters alone. */
  query: string
  filter: string
  /** When the list was drawn. */
  seenAt: string
  /** How many match, in words: `1,000+`. */
  all: string
  /** The change that was made last: what was chosen for it is chosen no longer. */
  done: string
  options: BulkOptions
}) {
  const [state, act, pending] = useActionState<ListResult, FormData>(bulkChangeProductsAction, null)
  const form = useRef<HTMLFormElement>(null)
  const { elsewhere, count, clear } = useChosen({ filter, done }, form)
  return (
    <form id={BULK_FORM} ref={form} action={act} className="print-hidden mb-2 grid gap-2">
      <FormErrorSummary result={state} />
      <input type="hidden" name="query" value={query} />
      <input type="hidden" name="seenAt" value={seenAt} />
      {elsewhere === '' ? null : <input type="hidden" name="chosen" value={elsewhere} />}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm" data-chosen={count}>
        <p role="status" className="text-text-muted tabular-nums">
          {count === 0 ? 'Choose products to change several at once.' : `${count} chosen`}
        </p>
        {count === 0 ? null : (
          <Button variant="ghost" size="sm" onClick={clear}>
            Clear
          </Button>
        )}
        <Checkbox
          name="reach"
          value="all"
          label={`All ${all} that match, on every page`}
          autoComplete="off"
        />
        <Menu
          id="bulk-fields"
          label="Change the chosen products"
          wide
          className="border border-border-strong bg-surface-raised font-medium"
          trigger={
            <>
              <Icon name="pencil" size={14} />
              Change…
            </>
          }
        >
          <BulkFields options={options} values={state !== null && !state.ok ? (state.values ?? {}) : {}} />
          <Button type="submit" variant="primary" disabled={pending} className="m-2">
            {pending ? 'Changing…' : 'Change the chosen products'}
          </Button>
        </Menu>
      </div>
    </form>
  )
}
