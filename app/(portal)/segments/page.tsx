import type { Metadata } from 'next'
import { SegmentFilters } from '@/components/segments/segment-filters'
import { SegmentTree } from '@/components/segments/segment-tree'
import { toItems } from '@/components/segments/tree-items'
import { NoSegments, TreeActions } from '@/components/segments/tree-states'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { formatNumber } from '@/lib/platform/format'
import { loadTree } from '@/lib/segments/loaders'
import { toSegmentsHref } from '@/lib/segments/schema'

export const metadata: Metadata = { title: 'Process segments' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

/** More than this, and a tree that nobody asked anything of shows its top alone. */
const OPEN_AT_MOST = 200

export default async function SegmentsPage({ searchParams }: Props) {
  const { ctx, query, nodes, shown, total, cut, tags, mayEdit } = await loadTree(await searchParams)
  const asked = query.q !== '' || query.status !== undefined || query.tag !== undefined
  const openAll = query.open === undefined ? asked || total <= OPEN_AT_MOST : query.open === 'all'
  const count = (value: number) => formatNumber(value, ctx.user)
  return (
    <>
      <PageHeader
        title="Process segments"
        breadcrumbs={[{ label: 'Process segments' }]}
        meta={asked ? `${count(shown)} of ${count(total)}` : `${count(total)}${cut ? '+' : ''}`}
        actions={<TreeActions mayEdit={mayEdit} />}
      />
      <SegmentFilters query={query} tags={tags} />
      {cut ? <Callout tone="warning" title={`Only the first ${count(total)} segments are shown.`} /> : null}
      <Card>
        {nodes.length === 0 ? (
          <NoSegments asked={asked} mayEdit={mayEdit} />
        ) : (
          <SegmentTree
            key={toSegmentsHref(query)}
            items={toItems(nodes)}
            mayEdit={mayEdit}
            openAll={openAll}
          />
        )}
      </Card>
      {nodes.length === 0 ? null : (
        <p className="mt-3 text-sm">
          <a className="text-link" href={toSegmentsHref(query, { open: openAll ? 'top' : 'all' })}>
            {openAll ? 'Show the top alone' : 'Open all'}
          </a>
        </p>
      )}
    </>
  )
}
