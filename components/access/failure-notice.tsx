'use client'

import { Callout } from '@/components/ui/callout'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import type { AccessState } from '@/lib/access/actions'
import { failureWords } from './result-words'

/** Above a form: its fields' errors, or why it was refused. */
export function FailureNotice({ state }: { state: AccessState }) {
  if (state === null || state.ok) return null
  if (state.fieldErrors !== undefined) return <FormErrorSummary result={state} />
  return (
    <div role="alert">
      <Callout tone="danger" title={failureWords(state)}>
        <p>
          Request <code>{state.requestId}</code>
        </p>
      </Callout>
    </div>
  )
}
