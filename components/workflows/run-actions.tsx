'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { cancelRunAction, type RunActionState, retryRunAction } from '@/lib/workflows/actions'

type Props = { runId: string; may: { retry: boolean; cancel: boolean } }

/** What may be done with a run now: take it up again where it stopped, or end it. */
export function RunActions({ runId, may }: Props) {
  const [retried, retry, retrying] = useActionState<RunActionState, FormData>(retryRunAction, null)
  const [cancelled, cancel, cancelling] = useActionState<RunActionState, FormData>(cancelRunAction, null)
  const [last] = [retried, cancelled].filter((state) => state !== null && !state.ok)
  return (
    <>
      <p className="text-sm text-danger" aria-live="polite">
        {last && !last.ok ? `${last.message} Request ${last.requestId}.` : null}
      </p>
      {may.retry ? (
        <form action={retry}>
          <input type="hidden" name="id" value={runId} />
          <Button type="submit" variant="primary" disabled={retrying}>
            <Icon name="rotate-ccw" size={14} />
            {retrying ? 'Asking…' : 'Retry from the failed step'}
          </Button>
        </form>
      ) : null}
      {may.cancel ? (
        <form action={cancel}>
          <input type="hidden" name="id" value={runId} />
          <Button type="submit" disabled={cancelling}>
            <Icon name="ban" size={14} />
            {cancelling ? 'Asking…' : 'Cancel run'}
          </Button>
        </form>
      ) : null}
    </>
  )
}
