import type { Metadata } from 'next'
import { Suspense } from 'react'
import { Answer } from '@/components/analytics/answer'
import { AnswerFailed } from '@/components/analytics/answer-failed'
import { Asking } from '@/components/analytics/asking'
import { ListedParameterForm } from '@/components/analytics/listed-parameter-form'
import { PinToProduct } from '@/components/analytics/pin-to-product'
import { QueryHeader } from '@/components/analytics/query-header'
import { Statement } from '@/components/analytics/statement'
import { Stopped } from '@/components/analytics/stopped'
import { BlockBoundary } from '@/components/layout/block-boundary'
import { Card } from '@/components/ui/card'
import { pageCtx } from '@/lib/access/loaders'
import { type AnswerView, parseAnswerView } from '@/lib/analytics/answer-page'
import { loadAnswer, loadParameters, loadQuery, loadQueryPinned } from '@/lib/analytics/loaders'
import { loadPinning } from '@/lib/analytics/loaders/pinned-figures'
import { type QueryView, STOP_PARAMETER } from '@/lib/analytics/model'
import { parseParameters } from '@/lib/analytics/parameters'
import { givenParameters } from '@/lib/analytics/search-params'

type Props = {
  params: Promise<{ query: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await loadQuery((await params).query)).title }
}

export default async function QueryPage({ params, searchParams }: Props) {
  const query = await loadQuery((await params).query)
  const search = await searchParams
  const [pinned, pinning] = await Promise.all([loadQueryPinned(query.key), loadPinning(search)])
  const given = givenParameters(search)
  const parsed = parseParameters(query.parameters, given)
  const path = `/analytics/${query.key}`
  const asked = new URLSearchParams(given).toString()
  return (
    <>
      <QueryHeader {...{ query, path, pinned }} asked={parsed.ok ? asked : null} />
      <ListedParameterForm
        load={loadParameters.bind(null, query)}
        action={path}
        parameters={query.parameters}
        given={given}
        errors={parsed.ok ? {} : parsed.fieldErrors}
        kept={pinning?.kept ?? {}}
      />
      <div className="grid gap-4">
        <BlockBoundary title="The answer cannot be shown">
          {STOP_PARAMETER in search ? (
            <Stopped askHref={asked === '' ? path : `${path}?${asked}`} />
          ) : (
            <Suspense key={asked} fallback={<Asking action={path} given={given} />}>
              <AskedAnswer {...{ query, given, asked }} view={parseAnswerView(search)} />
            </Suspense>
          )}
        </BlockBoundary>
        {pinning === null || !parsed.ok ? null : (
          <PinToProduct query={query.key} search={asked} parameters={query.parameters} {...pinning} />
        )}
        {query.sql === null ? null : <Statement sql={query.sql} />}
      </div>
    </>
  )
}

type AskedProps = { query: QueryView; given: Record<string, string>; asked: string; view: AnswerView }

async function AskedAnswer({ query, given, asked, view }: AskedProps) {
  const { user, now } = await pageCtx('read:query')
  const loaded = await loadAnswer(query.key, given)
  if (loaded.ok)
    return <Answer {...{ query, view }} answer={loaded.answer} search={asked} format={user} now={now()} />
  return (
    <Card>
      <AnswerFailed {...{ ...loaded, query, given, view }} />
    </Card>
  )
}
