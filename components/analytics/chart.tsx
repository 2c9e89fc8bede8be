import type { ChartData } from '@/lib/analytics/chart-points'
import { renderChartSvg } from '@/lib/analytics/chart-svg'
import { drawnOnce } from '@/lib/analytics/drawn'

/** A desk's width and a phone's: a drawing made smaller would have letters too small to read. */
const WIDTHS = { wide: 640, narrow: 330 } as const

/** A chart drawn on the server. The table beside it holds the same values. */
export function Chart({ data, locale, id }: { data: ChartData; locale: string; id: string }) {
  const { kind, points, title } = data
  const draw = (size: keyof typeof WIDTHS) =>
    drawnOnce({ kind, id: `${id}-${size}`, title, points, width: WIDTHS[size], locale }, renderChartSvg)
  return (
    <figure className="grid gap-2">
      <Drawing svg={draw('wide')} className="max-sm:hidden" />
      <Drawing svg={draw('narrow')} className="sm:hidden" />
      {data.left === 0 ? null : (
        <figcaption className="text-sm text-text-muted">
          The first {points.length} of {points.length + data.left} rows are drawn; the table has all of them.
        </figcaption>
      )}
    </figure>
  )
}

function Drawing({ svg, className }: { svg: string; className: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: drawn on the server by lib/analytics/chart-svg.ts, which escapes every word of data
  return <div className={className} dangerouslySetInnerHTML={{ __html: svg }} />
}
