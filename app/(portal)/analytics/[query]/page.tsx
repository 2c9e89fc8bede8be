import type { Metadata } from 'next'
import { Suspense } from 'react'
import { Answer, AnswerSkeleton } from '@/components/analytics/answer'
import { AnswerFailed } from '@/components/analytics/answer-failed'
import { ParameterForm } from '@/components/analytics/parameter-form'
import { Statement } from '@/components/analytics/statement'
import { BlockBoundary } from '@/components/layout/block-boundary'
import { LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Icon } from '@/components/ui/icon'
import { PageHeader } from '@/components/ui/page-header'
import { pageCtx } from '@/lib/access/loaders'
import { loadAnswer, loadQuery } from '@/lib/analytics/loaders'
import type { QueryView } from '@/lib/analytics/model'
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
  await pageCtx('read:query')
  const query = await loadQuery((await params).query)
  const given = givenParameters(await searchParams)
  const parsed = parseParameters(query.parameters, given)
  const path = `/analytics/${query.key}`
  const search = new URLSearchParams(given).toString()
  return (
    <>
      <PageHeader
        title={query.title}
        description={query.description}
        breadcrumbs={[{ href: '/analytics', label: 'Analytics' }, { label: query.title }]}
        meta={`Owner: ${query.owner}`}
        actions={
          query.mayExport && parsed.ok ? (
            <LinkButton href={`${path}/csv${search === '' ? '' : `?${search}`}`} download>
              <Icon name="download" size={14} />
              Export CSV
            </LinkButton>
          ) : null
        }
      />
      <ParameterForm
        action={path}
        parameters={query.parameters}
        given={given}
        errors={parsed.ok ? {} : parsed.fieldErrors}
      />
      <div className="grid gap-4">
        <BlockBoundary title="The answer cannot be shown">
          <Suspense key={search} fallback={<AnswerSkeleton />}>
            <AskedAnswer query={query} given={given} retryHref={search === '' ? path : `${path}?${search}`} />
          </Suspense>
        </BlockBoundary>
        {query.sql === null ? null : <Statement sql={query.sql} />}
      </div>
    </>
  )
}

type AskedProps = { query: QueryView; given: Record<string, string>; retryHref: string }

async function AskedAnswer({ query, given, retryHref }: AskedProps) {
  const { user } = await pageCtx('read:query')
  const loaded = await loadAnswer(query.key, given)
  if (loaded.ok) return <Answer query={query} answer={loaded.answer} format={user} />
  return (
    <Card>
      <AnswerFailed {...loaded} retryHref={retryHref} />
    </Card>
  )
}
