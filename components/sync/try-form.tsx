'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import { Icon } from '@/components/ui/icon'
import { type TryState, trySyncAction } from '@/lib/sync/actions'
import { countWords } from '@/lib/sync/model'
import { SyncPlanTable } from './sync-plan-table'

/** Asks what feeds it now and says, record by record, what a sync would do. Nothing is written. */
export function TryForm({ mappingKey, title }: { mappingKey: string; title: string }) {
  const [state, act, pending] = useActionState<TryState, FormData>(trySyncAction, null)
  const answer = state?.ok ? state.data : null
  return (
    <form action={act} className="grid gap-3">
      <input type="hidden" name="key" value={mappingKey} />
      <FormErrorSummary result={state} />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" disabled={pending}>
          <Icon name="eye" size={14} />
          {pending ? 'Asking…' : 'Show what it would do'}
          <span className="sr-only">{title}</span>
        </Button>
        <p className="text-sm text-text-muted" role="status">
          {answer?.plan == null ? '' : `Nothing is written. It would be: ${countWords(answer.plan.counts)}.`}
        </p>
      </div>
      {answer?.failure == null ? null : (
        <div role="alert">
          <Callout tone="danger" title="It could not be tried.">
            {answer.failure.words}
          </Callout>
        </div>
      )}
      {answer?.plan == null ? null : <SyncPlanTable plan={answer.plan} />}
    </form>
  )
}
