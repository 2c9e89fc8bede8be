import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/states'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { type SimplePoint, toLineData } from '@/lib/analytics/chart-points'
import type { DayPerformance } from '@/lib/analytics/performance'
import { type Format, formatDate, formatDuration, formatNumber } from '@/lib/platform/format'
import { Chart } from './chart'

type Props = { days: readonly DayPerformance[]; format: Format }

/** Day by day: how much was asked and how long it took, drawn, and the same as a table. */
export function PerformanceDays({ days, format }: Props) {
  if (days.every(({ asks }) => asks === 0)) {
    return (
      <Card label="Day by day">
        <CardHeader title="Day by day" />
        <EmptyState title="Nothing was asked">Nobody has asked a query in this time.</EmptyState>
      </Card>
    )
  }
  const label = ({ day }: DayPerformance) => dayWords(day, format)
  const asked = days.map((day) => ({
    label: label(day),
    value: day.asks,
    words: formatNumber(day.asks, format),
  }))
  const slow = days.map((day) => ({
    label: label(day),
    value: day.p95Ms,
    words: durationWords(day.p95Ms, format),
  }))
  return (
    <Card label="Day by day">
      <CardHeader title="Day by day" />
      <CardBody className="grid gap-6 xl:grid-cols-2">
        <Drawn title="Asked" id="asked" points={asked} locale={format.locale} />
        <Drawn
          title="95 of 100 runs took no longer than (ms)"
          id="p95"
          points={slow}
          locale={format.locale}
        />
      </CardBody>
      <DayTable days={days} format={format} />
    </Card>
  )
}

type DrawnProps = {
  title: string
  id: string
  points: readonly SimplePoint[]
  locale: string
}

function Drawn({ title, id, points, locale }: DrawnProps) {
  return (
    <div className="grid gap-2">
      <h3 className="text-sm font-medium">{title}</h3>
      <Chart data={toLineData(`${title}, day by day`, points)} locale={locale} id={id} />
    </div>
  )
}

function DayTable({ days, format }: Props) {
  return (
    <details className="border-t border-border">
      <summary className="cursor-pointer px-4 py-2 text-sm text-text-muted">The days as a table</summary>
      <Table label="Days">
        <Thead>
          <Th>Day</Th>
          <Th numeric>Asked</Th>
          <Th numeric>Runs</Th>
          <Th numeric>Failed</Th>
          <Th numeric>p95</Th>
        </Thead>
        <Tbody>
          {days.toReversed().map((day) => (
            <Tr key={day.day}>
              <Td>{dayWords(day.day, format)}</Td>
              <Td numeric>{formatNumber(day.asks, format)}</Td>
              <Td numeric>{formatNumber(day.runs, format)}</Td>
              <Td numeric>{formatNumber(day.failed, format)}</Td>
              <Td numeric>{durationWords(day.p95Ms, format)}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </details>
  )
}

/** A day has no time of its own: it is written in UTC, as it was read. */
function dayWords(day: string, { locale }: Format): string {
  return formatDate(new Date(`${day}T00:00:00Z`), { locale, timeZone: 'UTC' })
}

function durationWords(ms: number | null, format: Format): string {
  return ms === null ? '–' : formatDuration(ms, format)
}
