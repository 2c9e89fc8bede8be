'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { type AccessState, giveRoleAction } from '@/lib/access/actions'
import { FailureNotice } from './failure-notice'
import { RoleFields } from './role-fields'

/** Gives a person a role, whole or under a condition. */
export function GiveRoleForm({ userId, roleNames }: { userId: string; roleNames: Record<string, string> }) {
  const [state, act, pending] = useActionState<AccessState, FormData>(giveRoleAction, null)
  const failed = state !== null && !state.ok ? state : null
  const errors = failed?.fieldErrors
  return (
    <form action={act} className="grid gap-3">
      <FailureNotice state={state} />
      <input type="hidden" name="userId" value={userId} />
      <div key={failed?.requestId ?? 'empty'} className="grid items-start gap-3 md:grid-cols-3">
        <RoleFields label="Role" roleNames={roleNames} values={failed?.values} errors={errors} />
      </div>
      <div className="flex items-center gap-3">
        <Button type="submit" disabled={pending}>
          <Icon name="plus" size={14} />
          Give role
        </Button>
        <p className="text-sm text-text-muted" aria-live="polite">
          {state?.ok ? 'Given. It acts at their next request.' : ''}
        </p>
      </div>
    </form>
  )
}
