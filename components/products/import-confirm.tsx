'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import { applyImportAction, discardImportAction } from '@/lib/products/actions/imports'

/** The one step that changes products, and the way out. */
export function ImportConfirm({ id, count, words }: { id: string; count: number; words: string }) {
  const [result, apply, applying] = useActionState(applyImportAction, null)
  const [discarded, discard, discarding] = useActionState(discardImportAction, null)
  return (
    <>
      <FormErrorSummary result={result ?? discarded} />
      <form action={apply}>
        <input type="hidden" name="id" value={id} />
        <Button type="submit" variant="primary" disabled={applying || count === 0}>
          {applying ? 'Starting…' : `Import ${words} ${count === 1 ? 'row' : 'rows'}`}
        </Button>
      </form>
      <form action={discard}>
        <input type="hidden" name="id" value={id} />
        <Button type="submit" disabled={discarding}>
          Discard
        </Button>
      </form>
    </>
  )
}
