'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Field, fieldAria } from '@/components/ui/field'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import { Textarea } from '@/components/ui/input'
import { reportMistakeAction } from '@/lib/products/actions/keeping'
import { PRODUCT_LIMITS } from '@/lib/products/model'

/** Tells the product's owner, or those who may edit it, what is wrong on its card. */
export function ReportMistake({ code, ownerName }: { code: string; ownerName: string | null }) {
  const [result, send, sending] = useActionState(reportMistakeAction, null)
  const failed = result !== null && !result.ok ? result : null
  const errors = failed?.fieldErrors?.words
  const hint = ownerName === null ? 'It goes to those who may edit this product.' : `It goes to ${ownerName}.`
  return (
    <Card label="Report a mistake" className="print-hidden">
      <CardHeader title="Something wrong here?" />
      <CardBody>
        <form action={send} className="grid gap-3">
          <FormErrorSummary result={result} />
          <input type="hidden" name="code" value={code} />
          <Field id="words" label="What is wrong" hint={hint} errors={errors}>
            <Textarea
              key={failed?.requestId ?? 'first'}
              id="words"
              name="words"
              rows={2}
              required
              maxLength={PRODUCT_LIMITS.mistake}
              defaultValue={failed?.values?.words}
              {...fieldAria('words', hint, errors)}
            />
          </Field>
          <div>
            <Button type="submit" disabled={sending}>
              Report mistake
            </Button>
          </div>
        </form>
      </CardBody>
    </Card>
  )
}
