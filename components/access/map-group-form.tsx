'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Field, fieldAria } from '@/components/ui/field'
import { Icon } from '@/components/ui/icon'
import { Input } from '@/components/ui/input'
import { type AccessState, mapGroupAction } from '@/lib/access/actions'
import { ACCESS_LIMITS } from '@/lib/access/model'
import { FailureNotice } from './failure-notice'
import { RoleFields } from './role-fields'

const HINT = 'Exactly as the identity provider names it.'

/** Gives a role to everybody in a group of the identity provider. */
export function MapGroupForm({ roleNames }: { roleNames: Record<string, string> }) {
  const [state, act, pending] = useActionState<AccessState, FormData>(mapGroupAction, null)
  const failed = state !== null && !state.ok ? state : null
  const errors = failed?.fieldErrors
  return (
    <form action={act} className="grid gap-3" aria-label="Map a group">
      <FailureNotice state={state} />
      <div
        key={failed?.requestId ?? 'empty'}
        className="grid items-start gap-3 md:grid-cols-2 xl:grid-cols-4"
      >
        <Field id="identityGroup" label="Group" hint={HINT} errors={errors?.identityGroup}>
          <Input
            id="identityGroup"
            name="identityGroup"
            defaultValue={failed?.values?.identityGroup}
            maxLength={ACCESS_LIMITS.identityGroup}
            required
            autoComplete="off"
            {...fieldAria('identityGroup', HINT, errors?.identityGroup)}
          />
        </Field>
        <RoleFields label="Gives the role" roleNames={roleNames} values={failed?.values} errors={errors} />
      </div>
      <div className="flex items-center gap-3">
        <Button type="submit" disabled={pending}>
          <Icon name="plus" size={14} />
          Map group
        </Button>
        <p className="text-sm text-text-muted" aria-live="polite">
          {state?.ok ? 'Mapped. It acts at everybody’s next request.' : ''}
        </p>
      </div>
    </form>
  )
}
