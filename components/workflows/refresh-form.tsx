'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import type { RefreshState } from '@/lib/workflows/model'
import { LiveRefresh } from './live-refresh'

const LOOK_EVERY_MS = 3_000

/** "Refresh now", and beside it what came of it. Once started, the page is read again until the reader leaves it. */
export function RefreshForm({
  action,
  variant,
}: {
  action: (before: RefreshState, form: FormData) => Promise<RefreshState>
  variant?: 'primary'
}) {
  const [state, act, pending] = useActionState<RefreshState, FormData>(action, null)
  return (
    <form action={act} className="flex flex-wrap items-center justify-end gap-x-3 gap-y-1">
      <p className="text-sm text-text-muted" aria-live="polite">
        {pending ? 'Starting…' : <Outcome state={state} />}
      </p>
      <Button type="submit" variant={variant} disabled={pending}>
        <Icon name="refresh-cw" size={14} />
        Refresh now
      </Button>
      {state?.ok ? <LiveRefresh everyMs={LOOK_EVERY_MS} /> : null}
    </form>
  )
}

function Outcome({ state }: { state: RefreshState }) {
  if (state === null) return null
  if (!state.ok) return `${state.message} Request ${state.requestId}.`
  const { started, runId } = state.data
  const words = started ? 'Started.' : 'One is under way already.'
  if (runId === null) return `${words} This page shows it when it is done.`
  return (
    <>
      {words}{' '}
      <a className="text-link" href={`/admin/workflows/${runId}`}>
        Open the run
      </a>
    </>
  )
}
