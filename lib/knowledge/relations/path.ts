export type Point = { x: number; y: number }
/** `x`, `y`: its left upper corner. */
export type Box = Point & { width: number; height: number }
/** Where a line meets a box, and from which side. */
export type End = Point & { side: 'left' | 'right' | 'top' }

/** What a line to itself takes above its box. */
export const LOOP = { height: 36, width: 30, rise: 16 }
const HEAD = { length: 8, half: 4 }

export type Route = { from: string; to: string; bends: readonly Point[] }

/** Gives every line a place of its own along the sides of the boxes, so that heads do not lie on each other. */
export function placeEnds<R extends Route>(
  routes: readonly R[],
  boxes: ReadonlyMap<string, Box>,
): (R & { start: End; end: End })[] {
  const wanted = routes.flatMap((route, index) => {
    const [from, to] = [boxes.get(route.from), boxes.get(route.to)]
    if (from === undefined || to === undefined) return []
    const next = route.bends[0] ?? middleOf(to)
    const last = route.bends.at(-1) ?? middleOf(from)
    return [
      { slot: `${index} start`, key: route.from, box: from, towards: next, side: sideOf(from, next) },
      { slot: `${index} end`, key: route.to, box: to, towards: last, side: sideOf(to, last) },
    ]
  })
  const ends = new Map<string, End>()
  for (const beside of Map.groupBy(wanted, ({ key, side }) => `${side} ${key}`).values()) {
    const sorted = beside.toSorted((one, other) => one.towards.y - other.towards.y)
    for (const [index, { slot, box, side }] of sorted.entries()) {
      const y = box.y + (box.height * (index + 1)) / (sorted.length + 1)
      ends.set(slot, { side, x: side === 'left' ? box.x : box.x + box.width, y: round(y) })
    }
  }
  return routes.flatMap((route, index) => {
    const [start, end] = [ends.get(`${index} start`), ends.get(`${index} end`)]
    return start === undefined || end === undefined ? [] : [{ ...route, start, end }]
  })
}

function middleOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 }
}

function sideOf(box: Box, towards: Point): 'left' | 'right' {
  return towards.x < middleOf(box).x ? 'left' : 'right'
}

/** A line through all points that leaves and meets each of them level. */
export function pathThrough(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (first === undefined) return ''
  let path = `M${first.x} ${first.y}`
  let last = first
  for (const point of rest) {
    const middle = round((last.x + point.x) / 2)
    path += `C${middle} ${last.y} ${middle} ${point.y} ${point.x} ${point.y}`
    last = point
  }
  return path
}

/** Filled triangles that point into the box, one behind the other. */
export function headAt({ x, y, side }: End, count: 0 | 1 | 2): string {
  const along = (distance: number, across: number) => {
    if (side === 'top') return `${round(x + across)} ${round(y - distance)}`
    return `${round(side === 'left' ? x - distance : x + distance)} ${round(y + across)}`
  }
  return Array.from({ length: count }, (_, index) => {
    const tip = index * HEAD.length
    return `M${along(tip, 0)}L${along(tip + HEAD.length, -HEAD.half)}L${along(tip + HEAD.length, HEAD.half)}Z`
  }).join('')
}

/** From the top of a box and back to it, near its right end. */
export function loopAbove({ x, y, width }: Box): { path: string; end: End; label: Point } {
  const right = round(x + width - 16)
  const left = right - LOOP.width
  const top = round(y - LOOP.rise - 8)
  return {
    path: `M${left} ${y}C${left} ${top} ${right} ${top} ${right} ${y}`,
    end: { x: right, y, side: 'top' },
    label: { x: round(x + width / 2), y: round(y - LOOP.rise - 10) },
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
