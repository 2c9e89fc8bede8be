'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import { moveSegment } from '@/lib/segments/actions'
import type { Segment } from '@/lib/segments/model/segment'
import type { Place } from '@/lib/segments/model/tree'
import { PlaceField } from './place-field'

/** Moves a segment without the tree: on a phone, by keyboard, without script. */
export function MoveForm({
  segment,
  places,
}: {
  segment: Pick<Segment, 'code' | 'parent'>
  places: readonly Place[] | null
}) {
  const [result, move, moving] = useActionState(moveSegment, null)
  const failed = result !== null && !result.ok ? result : null
  const errors = failed?.fieldErrors?.parentCode
  const from = segment.parent?.code ?? ''
  return (
    <form action={move} className="grid gap-3">
      <FormErrorSummary result={result} />
      {result?.ok ? (
        <div role="status">
          <Callout
            tone="success"
            title={
              result.data.toCode === null
                ? 'It stands at the top now.'
                : `It stands below ${result.data.toCode} now.`
            }
          />
        </div>
      ) : null}
      <input type="hidden" name="code" value={segment.code} />
      <input type="hidden" name="fromCode" value={from} />
      <PlaceField
        key={`${from} ${failed?.requestId ?? ''}`}
        places={places}
        chosen={failed?.values?.parentCode ?? from}
        errors={errors}
      />
      <div>
        <Button type="submit" disabled={moving}>
          {moving ? 'Moving…' : 'Move segment'}
        </Button>
      </div>
    </form>
  )
}
