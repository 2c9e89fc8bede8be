import { colourOf, symbolOf } from '@/lib/analytics/chart-options'
import type { ChartData } from '@/lib/analytics/chart-points'
import { renderChartSvg } from '@/lib/analytics/chart-svg'
import { drawnOnce } from '@/lib/analytics/drawn'

/** A desk's width and a phone's: a drawing made smaller would have letters too small to read. */
const WIDTHS = { wide: 640, narrow: 330 } as const

/** A chart drawn on the server. The table beside it holds the same values. */
export function Chart({ data, locale, id }: { data: ChartData; locale: string; id: string }) {
  const draw = (size: keyof typeof WIDTHS) =>
    drawnOnce({ ...data, id: `${id}-${size}`, width: WIDTHS[size], locale }, renderChartSvg)
  const drawn = data.series.reduce((sum, { marks }) => sum + marks.length, 0)
  return (
    <figure className="grid gap-2">
      <Legend data={data} />
      <Drawing svg={draw('wide')} className="max-sm:hidden" />
      <Drawing svg={draw('narrow')} className="sm:hidden" />
      {data.left === 0 ? null : (
        <figcaption className="text-sm text-text-muted">
          {drawn} of {drawn + data.left} rows are drawn; the table has all of them.
        </figcaption>
      )}
    </figure>
  )
}

function Drawing({ svg, className }: { svg: string; className: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: drawn on the server by lib/analytics/chart-svg.ts, which escapes every word of data
  return <div className={className} dangerouslySetInnerHTML={{ __html: svg }} />
}

const FORMS = {
  circle: 'M5 0a5 5 0 1 1 0 10a5 5 0 1 1 0-10',
  rect: 'M0 0h10v10H0z',
  triangle: 'M5 0l5 10H0z',
  diamond: 'M5 0l5 5l-5 5l-5-5z',
} as const

/** Whose colour and form is whose, in the order of the drawing; of a heat map, from where to where its colour goes. */
function Legend({ data: { kind, series, range } }: { data: ChartData }) {
  if (range !== null) {
    return (
      <p className="flex items-center gap-2 text-sm text-text-muted tabular-nums">
        {range.lowest}
        <svg width="96" height="10" aria-hidden="true">
          {Array.from({ length: 12 }, (_, step) => (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: steps never move
              key={step}
              x={step * 8}
              width="8"
              height="10"
              fill={colourOf(0)}
              opacity={0.12 + (0.88 * step) / 11}
            />
          ))}
        </svg>
        {range.highest}
      </p>
    )
  }
  if (series.length < 2) return null
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-text-muted">
      {series.map(({ name }, index) => (
        <li key={name} className="flex items-center gap-1.5">
          <svg width="10" height="10" aria-hidden="true">
            <path d={kind === 'stacked' ? FORMS.rect : FORMS[symbolOf(index)]} fill={colourOf(index)} />
          </svg>
          {name === '' ? 'Without a name' : name}
        </li>
      ))}
    </ul>
  )
}
