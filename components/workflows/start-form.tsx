'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Field, fieldAria } from '@/components/ui/field'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import { Icon } from '@/components/ui/icon'
import { Input } from '@/components/ui/input'
import { type RunActionState, startWorkflowAction } from '@/lib/workflows/actions'
import { REASON_LIMIT } from '@/lib/workflows/model'

/** Starts a run, with the reason that is kept beside it. */
export function StartForm({ workflowKey, title }: { workflowKey: string; title: string }) {
  const [state, act, pending] = useActionState<RunActionState, FormData>(startWorkflowAction, null)
  const failed = state !== null && !state.ok ? state : null
  const id = `reason-${workflowKey}`
  const errors = failed?.fieldErrors?.reason
  const hint = 'Kept with the run and in the audit record.'
  const activeRun = failed?.code === 'CONFLICT' ? failed.details?.runId : undefined
  return (
    <form action={act} className="grid gap-3">
      <input type="hidden" name="key" value={workflowKey} />
      {failed === null || errors !== undefined ? null : typeof activeRun === 'string' ? (
        <p role="alert" className="text-sm">
          A run is under way already.{' '}
          <a className="text-link" href={`/admin/workflows/${activeRun}`}>
            Open it
          </a>
        </p>
      ) : (
        <FormErrorSummary result={failed} />
      )}
      <Field id={id} label="Why do you start it?" hint={hint} errors={errors}>
        <Input
          key={state === null || state.ok ? 'empty' : 'kept'}
          id={id}
          name="reason"
          defaultValue={failed?.values?.reason}
          maxLength={REASON_LIMIT}
          required
          {...fieldAria(id, hint, errors)}
        />
      </Field>
      <div className="flex items-center gap-3">
        <Button type="submit" variant="primary" disabled={pending}>
          <Icon name="play" size={14} />
          {pending ? 'Starting…' : 'Start run'}
          <span className="sr-only">{title}</span>
        </Button>
        <p className="text-sm text-text-muted" aria-live="polite">
          {state?.ok ? (
            <a className="text-link" href={`/admin/workflows/${state.data.runId}`}>
              Started. Open the run
            </a>
          ) : null}
        </p>
      </div>
    </form>
  )
}
