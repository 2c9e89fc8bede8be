import { type EdgeLabel, Graph, type GraphLabel, layout, type NodeLabel } from '@dagrejs/dagre'
import type { RelationGraph, RelationLine, RelationNode } from './graph'
import { fitText, textWidth } from './label'
import { type Box, headAt, LOOP, loopAbove, type Point, pathThrough, placeEnds } from './path'

export type PlacedNode = RelationNode &
  Box & {
    /** The name, cut to what fits. */
    label: string
    /** What stands below it, cut likewise. */
    note: string | null
  }

export type PlacedLine = RelationLine & {
  path: string
  /** One head where it leads to one, two where it leads to many; at either end. */
  heads: string
  label: Point & { text: string }
}

export type RelationLayout = {
  /** Pixels. */
  width: number
  height: number
  /** From left to right, then from top to bottom: the order in which the keyboard goes through them. */
  nodes: PlacedNode[]
  lines: PlacedLine[]
}

export const NAME_SIZE = 13
export const NOTE_SIZE = 12

/** `perLine`: one where many lines meet is higher, so that their heads do not lie on each other. */
const NODE = { least: 84, most: 196, padding: 14, height: 36, withNote: 50, perLine: 9 }
const LABEL = { most: 128, height: 18, padding: 8 }
const SPACING = { rankdir: 'LR', nodesep: 18, edgesep: 10, ranksep: 56, marginx: 12, marginy: 12 } as const

/** Wider than this a picture is laid out anew, the most connected at its left: circles make long chains otherwise. */
const WIDE = 1_100

/**
 * Places for all of a graph: its databases in layers from left to right, the one before its many. The same graph is always
 * placed the same way.
 */
export function layOutRelations({ nodes, lines }: Pick<RelationGraph, 'nodes' | 'lines'>): RelationLayout {
  const usual = placeAll(nodes, lines)
  if (usual.width <= WIDE) return usual
  const order = new Map(nodes.map(({ key }, index) => [key, index]))
  const turned = lines.map(({ from, to, rows }) =>
    (order.get(from) ?? 0) <= (order.get(to) ?? 0) ? { from, to, rows } : { from: to, to: from, rows },
  )
  const compact = placeAll(nodes, turned)
  return compact.width < usual.width ? compact : usual
}

function placeAll(nodes: readonly RelationNode[], lines: readonly RelationLine[]): RelationLayout {
  const loops = new Set(lines.flatMap(({ from, to }) => (from === to ? [from] : [])))
  const between = lines.filter(({ from, to }) => from !== to)
  // Names of our own: the library keeps them as keys of objects, beside its own.
  const ids = new Map(nodes.map(({ key }, index) => [key, `n${index}`]))
  const idOf = (key: string) => ids.get(key) ?? ''
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>()
  graph.setGraph({ ...SPACING })
  const sizes = new Map(nodes.map((node) => [node.key, sizeOf(node, between)]))
  for (const node of nodes) {
    const { width, height } = sizes.get(node.key) ?? sizeOf(node, between)
    graph.setNode(idOf(node.key), { width, height: height + (loops.has(node.key) ? LOOP.height : 0) })
  }
  for (const line of between) {
    const width = textWidth(labelOf(line), NOTE_SIZE) + LABEL.padding
    graph.setEdge(idOf(line.from), idOf(line.to), { width, height: LABEL.height, labelpos: 'c' })
  }
  layout(graph)
  const placed = nodes.map((node) => {
    const size = sizes.get(node.key) ?? sizeOf(node, between)
    return placeNode(node, { ...graph.node(idOf(node.key)), ...size }, loops.has(node.key))
  })
  const boxes = new Map(placed.map((node) => [node.key, node]))
  const edgeOf = ({ from, to }: RelationLine) => graph.edge(idOf(from), idOf(to))
  const { width = 0, height = 0 } = graph.graph()
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    nodes: placed.toSorted((one, other) => one.x - other.x || one.y - other.y),
    lines: [...placeLines(between, boxes, edgeOf), ...placeLoops(lines, boxes)],
  }
}

/** What stands below a name: where it is, and that it is gone. */
function noteOf({ kind, spaceName, goneAt }: RelationNode): string | null {
  const place = kind === 'people' ? 'of the workspace' : spaceName === null ? null : `in ${spaceName}`
  if (goneAt === null) return place
  return place === null ? 'gone' : `gone, ${place}`
}

function sizeOf(node: RelationNode, lines: readonly RelationLine[]): { width: number; height: number } {
  const note = noteOf(node)
  const text = Math.max(textWidth(node.name, NAME_SIZE), note === null ? 0 : textWidth(note, NOTE_SIZE))
  const width = Math.min(NODE.most, Math.max(NODE.least, text + 2 * NODE.padding))
  const meeting = lines.filter(({ from, to }) => from === node.key || to === node.key).length
  return { width, height: Math.max(note === null ? NODE.height : NODE.withNote, meeting * NODE.perLine) }
}

function placeNode(node: RelationNode, centre: NodeLabel, hasLoop: boolean): PlacedNode {
  const { width, height } = centre
  const most = width - 2 * NODE.padding
  const note = noteOf(node)
  return {
    ...node,
    x: round((centre.x ?? 0) - width / 2),
    y: round((centre.y ?? 0) - height / 2 + (hasLoop ? LOOP.height / 2 : 0)),
    width,
    height,
    label: fitText(node.name, { size: NAME_SIZE, most }),
    note: note === null ? null : fitText(note, { size: NOTE_SIZE, most }),
  }
}

/** The first field's name, and how many there are besides. */
function labelOf({ rows }: RelationLine): string {
  const more = rows.length > 1 ? ` +${rows.length - 1}` : ''
  const most = LABEL.most - textWidth(more, NOTE_SIZE)
  return fitText(rows[0]?.field ?? '', { size: NOTE_SIZE, most }) + more
}

function placeLines(
  lines: readonly RelationLine[],
  boxes: ReadonlyMap<string, Box>,
  edgeOf: (line: RelationLine) => EdgeLabel,
): PlacedLine[] {
  const routes = lines.flatMap((line) => {
    const edge = edgeOf(line)
    return [{ from: line.from, to: line.to, bends: (edge.points ?? []).slice(1, -1), line, edge }]
  })
  return placeEnds(routes, boxes).map(({ line, edge, start, bends, end }) => ({
    ...line,
    path: pathThrough([start, ...bends.map(({ x, y }) => ({ x: round(x), y: round(y) })), end]),
    heads: headAt(end, headsTo(line, line.to)) + headAt(start, headsTo(line, line.from)),
    label: { text: labelOf(line), x: round(edge.x ?? 0), y: round(edge.y ?? 0) },
  }))
}

function placeLoops(lines: readonly RelationLine[], boxes: ReadonlyMap<string, Box>): PlacedLine[] {
  return lines.flatMap((line) => {
    const box = boxes.get(line.from)
    if (line.from !== line.to || box === undefined) return []
    const { path, end, label } = loopAbove(box)
    return [
      {
        ...line,
        path,
        heads: headAt(end, headsTo(line, line.to)),
        label: { text: labelOf(line), ...label },
      },
    ]
  })
}

/** How many heads a line has at this end: none where no field leads there. */
function headsTo({ rows }: RelationLine, key: string): 0 | 1 | 2 {
  const there = rows.filter(({ to }) => to === key)
  if (there.length === 0) return 0
  return there.some(({ isCollection }) => isCollection) ? 2 : 1
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
