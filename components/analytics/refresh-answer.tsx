'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { type RefreshState, refreshAnswerAction } from '@/lib/analytics/actions'

/** Asks anew; everybody who looks at the same figures has the new answer then. */
export function RefreshAnswer({ query, search }: { query: string; search: string }) {
  const [state, act, pending] = useActionState<RefreshState, FormData>(refreshAnswerAction, null)
  return (
    <form action={act} className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <input type="hidden" name="query" value={query} />
      <input type="hidden" name="search" value={search} />
      <p className="text-sm text-text-muted" aria-live="polite">
        {pending ? 'Asking…' : wordsOf(state)}
      </p>
      <Button type="submit" size="sm" disabled={pending}>
        <Icon name="refresh-cw" size={14} />
        Refresh
      </Button>
    </form>
  )
}

function wordsOf(state: RefreshState): string {
  if (state === null) return ''
  if (!state.ok) return `${state.message} Request ${state.requestId}.`
  return state.data.wanted ? '' : 'It was asked a few seconds ago.'
}
