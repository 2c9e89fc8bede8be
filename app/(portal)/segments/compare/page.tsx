import type { Metadata } from 'next'
import { CompareForm } from '@/components/segments/compare-form'
import { CompareTable } from '@/components/segments/compare-table'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { EmptyState } from '@/components/ui/states'
import { loadComparison } from '@/lib/products/loaders/segments'

export const metadata: Metadata = { title: 'Compare segments' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function CompareSegmentsPage({ searchParams }: Props) {
  const { a, b, comparison } = await loadComparison(await searchParams)
  return (
    <>
      <PageHeader
        title="Compare two products’ segments"
        breadcrumbs={[{ href: '/segments', label: 'Process segments' }, { label: 'Compare' }]}
      />
      <CompareForm a={a} b={b} />
      <Card>
        {comparison === null ? (
          <EmptyState icon="git-compare" title="Choose two products">
            <p>Their segments are put side by side, with what differs marked.</p>
          </EmptyState>
        ) : comparison.pairs.length === 0 ? (
          <EmptyState icon="git-compare" title="Neither has process segments">
            <p>
              {comparison.left.name} and {comparison.right.name} have no segments that you may read.
            </p>
          </EmptyState>
        ) : (
          <CompareTable {...comparison} />
        )}
      </Card>
    </>
  )
}
