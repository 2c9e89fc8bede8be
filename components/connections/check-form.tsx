'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { type CheckState, checkConnectionAction } from '@/lib/connections/actions'
import type { ConnectionSystem } from '@/lib/connections/model'

/** "Check now", and beside it what came of it. */
export function CheckForm({ system, name }: { system: ConnectionSystem; name: string }) {
  const [state, act, pending] = useActionState<CheckState, FormData>(checkConnectionAction, null)
  return (
    <form action={act} className="flex flex-wrap items-center justify-end gap-x-3 gap-y-1">
      <input type="hidden" name="system" value={system} />
      <p className="min-h-5 text-sm text-text-muted" aria-live="polite">
        {pending ? 'Asking…' : outcomeOf(state)}
      </p>
      <Button type="submit" size="sm" disabled={pending}>
        <Icon name="refresh-cw" size={14} />
        Check now
        <span className="sr-only">{name}</span>
      </Button>
    </form>
  )
}

function outcomeOf(state: CheckState): string {
  if (state === null) return ''
  if (!state.ok) return `${state.message} Request ${state.requestId}.`
  const { result } = state.data
  return result.ok ? `${result.detail} It took ${result.latencyMs} ms.` : result.detail
}
