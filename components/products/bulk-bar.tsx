'use client'

import { useActionState, useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import { Icon } from '@/components/ui/icon'
import { Checkbox } from '@/components/ui/input'
import { Menu } from '@/components/ui/menu'
import { bulkChangeProductsAction, type ListResult } from '@/lib/products/actions/list'
import type { AttributeDefinition } from '@/lib/products/model'
import { BulkFields, type BulkOptions } from './bulk-fields'
import { BulkNeeded } from './bulk-needed'
import { BULK_FORM } from './choose-cell'
import { useChosen } from './use-chosen'

const MENU = 'bulk-fields'

/** What `requireNeeded` (lib/products/service/needed-attributes.ts) says that the new group needs. */
function neededAfter(state: ListResult): readonly AttributeDefinition[] {
  if (state === null || state.ok || !Array.isArray(state.details?.needed)) return []
  return state.details.needed as readonly AttributeDefinition[]
}

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
  const failed = state !== null && !state.ok ? state : null
  const values = failed?.values ?? {}
  const needed = neededAfter(state)
  useEffect(() => {
    if (failed !== null) document.getElementById(MENU)?.showPopover()
  }, [failed])
  return (
    <form id={BULK_FORM} ref={form} action={act} className="print-hidden mb-2 grid gap-2">
      <FormErrorSummary result={state} />
      <input type="hidden" name="query" value={query} />
      <input type="hidden" name="seenAt" value={seenAt} />
      {elsewhere === '' ? null : <input type="hidden" name="chosen" value={elsewhere} />}
      {/* Without script the page is drawn anew, and its boxes are empty. */}
      {values.chosen === undefined ? null : (
        <noscript>
          <input type="hidden" name="chosen" value={values.chosen} />
          <p>The products that you chose are still chosen.</p>
        </noscript>
      )}
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
          key={failed?.requestId}
          name="reach"
          value="all"
          label={`All ${all} that match, on every page`}
          defaultChecked={values.reach === 'all'}
          autoComplete="off"
        />
        <Menu
          id={MENU}
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
          {/* A form that was sent is reset by React: new controls begin with what was typed. */}
          <div key={failed?.requestId ?? 'first'}>
            <BulkFields options={options} values={values}>
              {needed.length === 0 ? null : (
                <BulkNeeded needed={needed} values={values} errors={failed?.fieldErrors ?? {}} />
              )}
            </BulkFields>
          </div>
          <Button type="submit" variant="primary" disabled={pending} className="m-2">
            {pending ? 'Changing…' : 'Change the chosen products'}
          </Button>
        </Menu>
      </div>
    </form>
  )
}
