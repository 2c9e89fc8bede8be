'use client'

import { useActionState, useState } from 'react'
import { Button, LinkButton } from '@/components/ui/button'
import { ConflictTable, type FormLine } from '@/components/ui/conflict-table'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import { usedRows } from '@/components/ui/form-rows'
import { Icon } from '@/components/ui/icon'
import { versionAfter } from '@/components/ui/typed-values'
import { UnsavedGuard } from '@/components/ui/unsaved-guard'
import { updateProductSegments } from '@/lib/products/actions/segments'
import type { SegmentRow } from '@/lib/segments/model/segment'
import { MAX_STEPS, type ProductStep } from '@/lib/segments/model/step'
import type { FormValues } from './form-values'
import { StepRow } from './step-row'
import { stepLines, toStepValues } from './steps-values'

type Offered = Pick<SegmentRow, 'code' | 'name'>

const SPARE_ROWS = 2

/**
 * A product's segments: their order, and what the product does otherwise. A segment that is added shows its parameters
 * once it is saved. What was typed comes back with whatever was wrong, with and without script.
 */
export function StepsForm({
  code,
  steps,
  fingerprint,
  offered,
}: {
  code: string
  steps: readonly ProductStep[]
  fingerprint: string
  offered: readonly Offered[] | null
}) {
  const [result, save, saving] = useActionState(updateProductSegments, null)
  const [added, setAdded] = useState(0)
  const failed = result !== null && !result.ok ? result : null
  const present = toStepValues(steps)
  const typed: FormValues = failed?.values ?? present
  const address = `/products/${encodeURIComponent(code)}`
  const rows = Math.min(
    MAX_STEPS,
    Math.max(steps.length, usedRows(typed, /^lines\.(\d+)\.segment$/)) + SPARE_ROWS + added,
  )
  return (
    <form action={save} className="grid max-w-3xl gap-5">
      <FormErrorSummary result={result} />
      {failed?.code === 'VERSION_CONFLICT' ? (
        <ConflictTable
          present={toLines(present)}
          typed={toLines(typed)}
          discardHref={`${address}/segments`}
        />
      ) : null}
      <UnsavedGuard key={failed?.requestId ?? 'guard'} held={failed !== null} />
      {/* A form that was sent is reset by React: new controls begin with what was typed. */}
      <ol key={failed?.requestId ?? 'first'} className="grid gap-3">
        {Array.from({ length: rows }, (_, index) => (
          <StepRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its number, and its controls hold what was typed
            key={index}
            index={index}
            step={steps.find(({ segment }) => segment.code === typed[`lines.${index}.segment`])}
            values={typed}
            errors={failed?.fieldErrors ?? {}}
            offered={offered}
          />
        ))}
      </ol>
      <input type="hidden" name="code" value={code} />
      <input type="hidden" name="fingerprint" value={versionAfter(fingerprint, failed, 'fingerprint')} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" disabled={saving}>
          {saving ? 'Saving…' : 'Save segments'}
        </Button>
        <Button onClick={() => setAdded(added + 1)}>
          <Icon name="plus" size={14} />
          Add a row
        </Button>
        <LinkButton href={address}>Cancel</LinkButton>
      </div>
    </form>
  )
}

function toLines(values: FormValues): FormLine[] {
  return [{ field: 'lines.0.no', label: 'Segments', text: stepLines(values) }]
}
