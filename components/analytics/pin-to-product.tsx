'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Field, fieldAria } from '@/components/ui/field'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import { Icon } from '@/components/ui/icon'
import { Input, Select } from '@/components/ui/input'
import { pinFigureAction } from '@/lib/analytics/actions/pin-figure'
import type { Parameter } from '@/lib/analytics/model'
import { likelyBound, takesCode } from '@/lib/analytics/pinned-figures'
import type { ErrorCode } from '@/lib/platform/errors'

type Declared = Pick<Parameter, 'name' | 'label' | 'type'>

type Props = {
  query: string
  /** Its parameters as they stand in the address. */
  search: string
  parameters: readonly Declared[]
  /** From a product's card: its code, and the figure there that is to be changed. */
  product: string
  figure: { id: string; version: string; boundTo: string } | null
}

const WORDS: Partial<Record<ErrorCode, string>> = {
  NOT_FOUND: 'No product that you may read has this code, or its figure is gone.',
  FORBIDDEN: 'You may not edit this product, so you cannot pin to it.',
  VERSION_CONFLICT: 'Somebody changed this figure in between. Open the product’s card again.',
}

/** Puts what this page asks on a product's card, for all its readers. */
export function PinToProduct({ query, search, parameters, product, figure }: Props) {
  const [result, send, sending] = useActionState(pinFigureAction, null)
  const failed = result !== null && !result.ok ? result : null
  const values = failed?.values
  const taking = parameters.filter(takesCode)
  const said = failed === null ? null : { ...failed, message: WORDS[failed.code] ?? failed.message }
  const title = figure === null ? 'Pin to a product' : `Change the figure on ${product}`
  const errors = failed?.fieldErrors?.code
  const hint = 'Everybody who reads the product sees it there, in their own rows.'
  return (
    <div id="pin-to-product" className="print-hidden scroll-mt-16">
      <Card label={title}>
        <CardHeader title={title} meta={asksWords(search, parameters)} />
        <CardBody>
          <form action={send} className="grid gap-3" key={failed?.requestId ?? 'first'}>
            <FormErrorSummary result={said} />
            <input type="hidden" name="query" value={query} />
            <input type="hidden" name="search" value={search} />
            <input type="hidden" name="figure" value={figure?.id ?? ''} />
            {figure === null ? null : <input type="hidden" name="version" value={figure.version} />}
            <div className="flex flex-wrap items-start gap-3">
              {figure === null ? (
                <Field id="code" label="Product code" hint={hint} errors={errors}>
                  <Input
                    id="code"
                    name="code"
                    required
                    maxLength={64}
                    defaultValue={values?.code ?? product}
                    autoComplete="off"
                    {...fieldAria('code', hint, errors)}
                  />
                </Field>
              ) : (
                <input type="hidden" name="code" value={product} />
              )}
              <BoundField
                taking={taking}
                value={
                  values?.boundTo ?? (figure === null ? (likelyBound(parameters) ?? '') : figure.boundTo)
                }
                errors={failed?.fieldErrors?.boundTo}
              />
            </div>
            <div>
              <Button type="submit" disabled={sending}>
                <Icon name="pin" size={14} />
                {figure === null ? 'Pin to product' : 'Save figure'}
              </Button>
            </div>
          </form>
        </CardBody>
      </Card>
    </div>
  )
}

/** What is pinned is what was asked, not what stands in a field that nobody has sent. */
function asksWords(search: string, parameters: readonly Declared[]): string {
  const asked = [...new URLSearchParams(search)].map(
    ([name, text]) => `${parameters.find((one) => one.name === name)?.label ?? name}: ${text}`,
  )
  return asked.length === 0 ? 'With the values that the query comes with' : `With ${asked.join(', ')}`
}

type BoundProps = { taking: readonly Declared[]; value: string; errors: string[] | undefined }

function BoundField({ taking, value, errors }: BoundProps) {
  if (taking.length === 0) return null
  const hint = 'The product’s code takes the place of what is asked there, also when it changes.'
  return (
    <Field id="boundTo" label="The product’s code goes into" hint={hint} errors={errors}>
      <Select id="boundTo" name="boundTo" defaultValue={value} {...fieldAria('boundTo', hint, errors)}>
        <option value="">Nothing: as it is shown</option>
        {taking.map(({ name, label }) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </Select>
    </Field>
  )
}
