import type { Metadata } from 'next'
import { ChangeList } from '@/components/knowledge/change-list'
import { LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { EmptyState } from '@/components/ui/states'
import { loadChanges } from '@/lib/knowledge/loaders'

export const metadata: Metadata = { title: 'Changes of the knowledge base' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function ChangesPage({ searchParams }: Props) {
  const { page: given } = await searchParams
  const { ctx, entries, total, page, perPage } = await loadChanges(Array.isArray(given) ? given[0] : given)
  const from = (page - 1) * perPage
  const to = from + entries.length
  const hrefOf = (number: number) => (number === 1 ? '/kb/changes' : `/kb/changes?page=${number}`)
  return (
    <>
      <PageHeader
        title="What changed"
        breadcrumbs={[{ href: '/kb', label: 'Knowledge base' }, { label: 'What changed' }]}
        description="Databases and fields that came, went or changed between two readings of the workspace."
      />
      <div className="grid gap-4">
        {entries.length > 0 ? (
          <ChangeList entries={entries} now={ctx.now()} format={ctx.user} />
        ) : (
          <Card>
            <EmptyState
              icon="history"
              title={total === 0 ? 'Nothing has been read yet' : 'There are not that many pages'}
              action={<LinkButton href={total === 0 ? '/kb' : '/kb/changes'}>Go back</LinkButton>}
            >
              {total === 0
                ? 'What changes shows here after the first reading of a space.'
                : 'Start from the latest.'}
            </EmptyState>
          </Card>
        )}
        {total === 0 ? null : (
          <Pagination
            {...{
              from: from + 1,
              to,
              total,
              noun: 'readings that changed something',
              locale: ctx.user.locale,
            }}
            previousHref={page > 1 ? hrefOf(page - 1) : undefined}
            nextHref={to < total && entries.length > 0 ? hrefOf(page + 1) : undefined}
          />
        )}
      </div>
    </>
  )
}
