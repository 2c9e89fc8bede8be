const WIDTH = 320
const HEIGHT = 64
const EDGE = 3

type Point = { value: number; words: string }

/** A small line without axes: its course, and the words of each point. Cheap enough for any page. */
export function Sparkline({
  points,
  label,
  colour,
}: {
  points: readonly Point[]
  label: string
  colour: 1 | 4
}) {
  const values = points.map(({ value }) => value)
  const lowest = Math.min(0, ...values)
  const span = Math.max(...values) - lowest || 1
  const x = (index: number) => EDGE + (index * (WIDTH - 2 * EDGE)) / Math.max(1, points.length - 1)
  const y = (value: number) => HEIGHT - EDGE - ((value - lowest) * (HEIGHT - 2 * EDGE)) / span
  const line = values.map((value, index) => `${round(x(index))},${round(y(value))}`)
  const stroke = `var(--chart-${colour})`
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
      className="h-16 w-full"
      preserveAspectRatio="none"
    >
      <polygon
        points={`${EDGE},${HEIGHT - EDGE} ${line.join(' ')} ${round(x(points.length - 1))},${HEIGHT - EDGE}`}
        fill={stroke}
        opacity="0.1"
      />
      <polyline
        points={line.join(' ')}
        fill="none"
        stroke={stroke}
        strokeWidth="2"
        vectorEffect="non-scaling-stroke"
      />
      {points.map(({ words }, index) => (
        <rect
          key={words}
          x={round(x(index) - WIDTH / points.length / 2)}
          width={round(WIDTH / points.length)}
          height={HEIGHT}
          fill="none"
          pointerEvents="all"
        >
          <title>{words}</title>
        </rect>
      ))}
    </svg>
  )
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
