'use client'

import { useActionState } from 'react'
import { Button, LinkButton } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Field, fieldAria } from '@/components/ui/field'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import { Input, Textarea } from '@/components/ui/input'
import { importSegments } from '@/lib/segments/actions'
import { type ImportPlan, MAX_DOCUMENT_CHARACTERS, type PlanOutcome } from '@/lib/segments/model/exchange'
import { PlanTable } from './plan-table'

const HINT = 'Or paste the text here. Up to 900,000 characters; the command line takes larger files.'

/** A document is looked at first: what it would do is shown, record by record, and only then is it carried out. */
export function ImportForm() {
  const [result, send, sending] = useActionState(importSegments, null)
  const failed = result !== null && !result.ok ? result : null
  const answer = result?.ok ? result.data : null
  if (answer?.applied) return <Done plan={answer.plan} />
  const document = answer?.document ?? failed?.values?.document ?? ''
  const errors = failed?.fieldErrors?.document
  const useful =
    answer?.plan.entries.some(({ outcome }) => outcome === 'add' || outcome === 'change') ?? false
  return (
    <div className="grid gap-4">
      <form action={send} className="grid max-w-3xl gap-4">
        <FormErrorSummary result={result} />
        <Field id="file" label="File" hint="B2MML v7 as JSON, such as Export writes.">
          <Input
            id="file"
            name="file"
            type="file"
            accept=".json,application/json"
            aria-describedby="file-hint"
            className="py-1 max-sm:py-2"
          />
        </Field>
        <Field id="document" label="Document" hint={HINT} errors={errors}>
          <Textarea
            key={failed?.requestId ?? answer?.plan.fingerprint ?? 'first'}
            id="document"
            name="document"
            {...fieldAria('document', HINT, errors)}
            defaultValue={document}
            maxLength={MAX_DOCUMENT_CHARACTERS}
            rows={8}
            spellCheck={false}
            className="font-mono text-sm"
          />
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant={answer === null ? 'primary' : 'secondary'} disabled={sending}>
            {sending ? 'Looking…' : 'Show what it would do'}
          </Button>
          <LinkButton href="/segments">Cancel</LinkButton>
        </div>
      </form>
      {answer === null ? null : (
        <Card label="What it would do">
          <CardHeader title="What it would do" meta={inWords(answer.plan)} />
          <CardBody flush>
            <PlanTable plan={answer.plan} />
          </CardBody>
          <form action={send} className="flex flex-wrap items-center gap-3 border-t border-border p-4">
            <input type="hidden" name="document" value={answer.document} />
            <input type="hidden" name="fingerprint" value={answer.plan.fingerprint} />
            <input type="hidden" name="apply" value="yes" />
            <Button type="submit" variant="primary" disabled={sending || !useful}>
              {sending ? 'Importing…' : 'Import'}
            </Button>
            <span className="text-sm text-text-muted">
              {useful ? 'All of it in one go, or nothing.' : 'There is nothing to carry out.'}
            </span>
          </form>
        </Card>
      )}
    </div>
  )
}

function Done({ plan }: { plan: ImportPlan }) {
  return (
    <div className="grid gap-4">
      <div role="status">
        <Callout
          tone="success"
          title="Imported."
          actions={<LinkButton href="/segments">Show the tree</LinkButton>}
        >
          <p>{inWords(plan)}</p>
        </Callout>
      </div>
      <Card label="What was done">
        <PlanTable plan={plan} />
      </Card>
    </div>
  )
}

function inWords({ entries }: ImportPlan): string {
  const count = (outcome: PlanOutcome) => entries.filter((entry) => entry.outcome === outcome).length
  return `${count('add')} added, ${count('change')} changed, ${count('same')} unchanged, ${count('skip')} skipped`
}
