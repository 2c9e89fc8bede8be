'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { type ExamineState, examineSupersetAction } from '@/lib/dashboards/actions/examine'
import type { LeakOutcome } from '@/lib/dashboards/leaks'

/** Tries Superset now, and says beside it what came of it. */
export function ExamineForm() {
  const [state, act, pending] = useActionState<ExamineState, FormData>(examineSupersetAction, null)
  return (
    <form action={act} className="print-hidden flex flex-wrap items-center justify-end gap-x-3 gap-y-1">
      <p className="text-sm text-text-muted" aria-live="polite">
        {pending ? 'Asking as a guest…' : outcomeOf(state)}
      </p>
      <Button type="submit" size="sm" disabled={pending}>
        <Icon name="shield" size={14} />
        Examine as a guest
      </Button>
    </form>
  )
}

function outcomeOf(state: ExamineState): string {
  if (state === null) return ''
  if (!state.ok) {
    const { detail } = state.details ?? {}
    return `${typeof detail === 'string' && detail !== '' ? `It could not: ${detail}.` : state.message} Request ${state.requestId}.`
  }
  const count = (wanted: LeakOutcome) =>
    state.data.findings.filter(({ outcome }) => outcome === wanted).length
  const [open, untold] = [count('open'), count('unknown')]
  const words = open === 0 ? 'No known way is open.' : `${open} open.`
  return untold === 0 ? words : `${words} ${untold} could not be told.`
}
