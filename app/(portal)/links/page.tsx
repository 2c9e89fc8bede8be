import type { Metadata } from 'next'
import { LinkFilters, linksHref, STATE_MEANS } from '@/components/links/link-filters'
import { LinkTable } from '@/components/links/link-table'
import { NoLinks } from '@/components/links/no-links'
import { LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { RelativeTime } from '@/components/ui/time'
import { loadLinks } from '@/lib/links/loaders'
import { LINKS_PER_PAGE } from '@/lib/links/model'

export const metadata: Metadata = { title: 'Links' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function LinksPage({ searchParams }: Props) {
  const { ctx, query, list, seesRuns } = await loadLinks(await searchParams)
  const { links, total, page, cut, lastCheck } = list
  const from = (page - 1) * LINKS_PER_PAGE
  const to = from + links.length
  return (
    <>
      <PageHeader
        title="Links"
        description={STATE_MEANS[query.state]}
        breadcrumbs={[{ label: 'Links' }]}
        meta={
          lastCheck === null ? (
            'Not checked yet'
          ) : (
            <span>
              Last checked <RelativeTime at={lastCheck.startedAt} now={ctx.now()} format={ctx.user} />
            </span>
          )
        }
        actions={
          seesRuns ? (
            <LinkButton href="/admin/workflows?workflow=check-links">Runs of the check</LinkButton>
          ) : null
        }
      />
      <div className="grid gap-4">
        <LinkFilters {...query} />
        {links.length === 0 ? (
          <Card>
            <NoLinks query={query} total={total} checked={lastCheck !== null} />
          </Card>
        ) : (
          <LinkTable links={links} label="Links and where they stand" now={ctx.now()} format={ctx.user} />
        )}
        {total === 0 ? null : (
          <Pagination
            {...{ from: from + 1, to, total, capped: cut, noun: 'links', locale: ctx.user.locale }}
            previousHref={page > 1 ? linksHref({ ...query, page: page - 1 }) : undefined}
            nextHref={to < total && links.length > 0 ? linksHref({ ...query, page: page + 1 }) : undefined}
          />
        )}
      </div>
    </>
  )
}
