import { Card, CardBody } from '@/components/ui/card'
import { Stat } from '@/components/ui/stat'
import { type QueryPerformance, total } from '@/lib/analytics/performance'
import { type Format, formatNumber } from '@/lib/platform/format'

type Props = { queries: readonly QueryPerformance[]; format: Format }

/** What all queries came to together. */
export function PerformanceTotals({ queries, format }: Props) {
  const { asks, runs, faults, spared } = total(queries)
  const share = (part: number, whole: number) =>
    whole === 0 ? 'none' : `${formatNumber(Math.round((part / whole) * 100), format)} %`
  return (
    <Card label="In all">
      <CardBody className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        <Stat label="Asked" value={formatNumber(asks, format)} note={`${queries.length} queries`} />
        <Stat
          label="Runs at an engine"
          value={formatNumber(runs, format)}
          note={asks === 0 ? undefined : `${share(runs, asks)} of what was asked`}
        />
        <Stat
          label="Served without one"
          value={formatNumber(spared, format)}
          note="by a kept answer, or by another’s run"
        />
        <Stat
          label="Failed or timed out"
          value={formatNumber(faults, format)}
          note={runs === 0 ? undefined : `${share(faults, runs)} of the runs`}
        />
      </CardBody>
    </Card>
  )
}
