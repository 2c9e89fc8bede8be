import type { Metadata } from 'next'
import { PerformanceDays } from '@/components/analytics/performance-days'
import { PerformanceTables } from '@/components/analytics/performance-tables'
import { PerformanceTotals } from '@/components/analytics/performance-totals'
import { WindowChoice } from '@/components/analytics/window-choice'
import { PageHeader } from '@/components/ui/page-header'
import { loadPerformance } from '@/lib/analytics/loaders'
import { WINDOWS } from '@/lib/analytics/performance'

export const metadata: Metadata = { title: 'Query performance' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function PerformancePage({ searchParams }: Props) {
  const { ctx, window, performance, mayOpen } = await loadPerformance(await searchParams)
  const { queries, days } = performance
  const format = { locale: ctx.user.locale, timeZone: ctx.user.timeZone }
  return (
    <>
      <PageHeader
        title="Query performance"
        description="How the queries of the analytics pages do: what is slow, what fails, what is asked, and how much of it an answer that was there has served."
        breadcrumbs={[{ label: 'Admin' }, { label: 'Query performance' }]}
        meta={`The last ${WINDOWS[window].label}`}
        actions={<WindowChoice window={window} />}
      />
      <div className="grid gap-4">
        <PerformanceTotals queries={queries} format={format} />
        <PerformanceDays days={days} format={format} />
        <PerformanceTables queries={queries} mayOpen={mayOpen} format={format} now={ctx.now()} />
      </div>
    </>
  )
}
