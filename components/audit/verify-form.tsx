'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { type VerifyState, verifyAuditAction } from '@/lib/audit/actions'

/** "Verify now", and what came of it: each fault by name. */
export function VerifyForm() {
  const [state, act, pending] = useActionState<VerifyState, FormData>(verifyAuditAction, null)
  return (
    <form action={act} className="contents">
      <Button type="submit" size="sm" disabled={pending} className="justify-self-start sm:justify-self-end">
        <Icon name="refresh-cw" size={14} />
        Verify now
      </Button>
      <div className="col-span-full text-sm empty:hidden" aria-live="polite">
        {pending ? <p className="text-text-muted">Recomputing every hash…</p> : <Outcome state={state} />}
      </div>
    </form>
  )
}

function Outcome({ state }: { state: VerifyState }) {
  if (state === null) return null
  if (!state.ok) return <p className="text-danger">{`${state.message} Request ${state.requestId}.`}</p>
  const { total, faults, sealed } = state.data
  if (total === 0) return <p>{`Nothing is wrong in ${sealed} sealed events.`}</p>
  return (
    <ul className="grid gap-1 text-danger">
      {faults.map(({ kind, words, places }) => (
        <li key={kind}>
          {words} {places}
        </li>
      ))}
      <li className="text-text-muted">
        All of them, each by name: <code>pergola audit verify</code>
      </li>
    </ul>
  )
}
