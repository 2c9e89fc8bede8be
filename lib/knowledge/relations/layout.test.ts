import { describe, expect, it } from 'vitest'
import type { RelationGraph, RelationLine, RelationNode } from './graph'
import { layOutRelations, type RelationLayout } from './layout'
import type { Box } from './path'

function node(key: string, changes: Partial<RelationNode> = {}): RelationNode {
  return {
    key,
    name: key,
    kind: 'own',
    spaceName: null,
    href: `/kb/s/x`,
    color: null,
    goneAt: null,
    ...changes,
  }
}

function line(from: string, to: string, many = false): RelationLine {
  return { from, to, rows: [{ from, to, field: `${from} to ${to}`, isCollection: many, goneAt: null }] }
}

function graph(nodes: RelationNode[], lines: RelationLine[]): RelationGraph {
  const size = { nodes: nodes.length, lines: lines.length }
  return { nodes, lines, cut: { ...size, ofNodes: size.nodes, ofLines: size.lines } }
}

const ABC = [node('A'), node('B'), node('C')]

function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  )
}

function numbersIn({ lines }: RelationLayout): number[] {
  return lines.flatMap(({ path, heads }) => (path + heads).match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number)
}

/** As dense as one is drawn: every second name has a line to itself. */
function fullGraph(): RelationGraph {
  const nodes = Array.from({ length: 24 }, (_, index) =>
    node(`Database ${index}`, index % 3 === 0 ? { spaceName: 'Another space', kind: 'other' } : {}),
  )
  const lines = Array.from({ length: 36 }, (_, index) =>
    line(
      `Database ${index % 24}`,
      `Database ${(index * 7 + 1 + Math.floor(index / 24)) % 24}`,
      index % 2 === 0,
    ),
  ).filter(({ from, to }) => from !== to)
  return graph(nodes, [...lines, ...[1, 2, 3].map((index) => line(`Database ${index}`, `Database ${index}`))])
}

describe('a layout', () => {
  it('lays no database over another or over the name of a line, and all of it inside the picture', () => {
    const { nodes, lines, width, height } = layOutRelations(fullGraph())
    for (const [index, one] of nodes.entries()) {
      expect(nodes.slice(index + 1).filter((other) => overlap(one, other))).toEqual([])
      expect(lines.filter(({ label }) => overlap(one, { ...label, width: 0, height: 0 }))).toEqual([])
      expect(one.x >= 0 && one.y >= 0 && one.x + one.width <= width && one.y + one.height <= height).toBe(
        true,
      )
    }
    for (const { label } of lines) {
      expect(label.x > 0 && label.x < width && label.y > 0 && label.y < height).toBe(true)
    }
  })

  it('is the same for the same graph', () => {
    expect(layOutRelations(fullGraph())).toEqual(layOutRelations(fullGraph()))
  })

  it('draws circles and lines to itself with numbers alone', () => {
    const circle = [line('A', 'B'), line('B', 'C'), line('C', 'A'), line('B', 'B', true)]
    const layout = layOutRelations(graph(ABC, circle))
    expect(layout.lines).toHaveLength(4)
    expect(numbersIn(layout).every(Number.isFinite)).toBe(true)
    expect(layout.lines.every(({ path }) => /^M.+C/.test(path))).toBe(true)
  })

  it('reads from left to right, from the one to its many, and the keyboard goes the same way', () => {
    const { nodes } = layOutRelations(graph(ABC.toReversed(), [line('A', 'B'), line('B', 'C')]))
    expect(nodes.map(({ key }) => key)).toEqual(['A', 'B', 'C'])
    expect(nodes.map(({ x }) => x)).toEqual(nodes.map(({ x }) => x).toSorted((one, other) => one - other))
  })

  it('stays narrow where a circle would make a chain of all databases', () => {
    const nodes = Array.from({ length: 24 }, (_, index) => node(`Database ${(index * 7) % 24}`))
    const circle = nodes.map((_, index) => line(`Database ${index}`, `Database ${(index + 1) % 24}`))
    const { lines, width } = layOutRelations(graph(nodes, circle))
    expect(width).toBeLessThan(2_000)
    // Drawn the other way round, a line tells the same.
    const told = lines.flatMap(({ rows }) => rows).map(({ from, to }) => `${from} ${to}`)
    expect(told.sort()).toEqual(circle.map(({ from, to }) => `${from} ${to}`).sort())
    expect(lines.every(({ heads }) => heads.split('Z').length === 2)).toBe(true)
  })

  it('has one head where a field leads to one, two where to many, none where none leads', () => {
    const heads = (rows: RelationLine['rows']) =>
      layOutRelations(graph(ABC.slice(0, 2), [{ from: 'A', to: 'B', rows }])).lines[0]?.heads.split('Z')
        .length
    const row = { from: 'A', to: 'B', field: 'x', isCollection: false, goneAt: null }
    expect(heads([row])).toBe(2)
    expect(heads([{ ...row, isCollection: true }])).toBe(3)
    expect(
      heads([
        { ...row, isCollection: true },
        { ...row, from: 'B', to: 'A' },
      ]),
    ).toBe(4)
  })

  it('gives the lines at one side of a database places of their own', () => {
    const names = ['A', 'B', 'C', 'D', 'E']
    const { lines } = layOutRelations(
      graph(
        names.map((name) => node(name)),
        names.slice(1).map((to) => line('A', to)),
      ),
    )
    expect(new Set(lines.map(({ path }) => path.split('C')[0])).size).toBe(4)
    const many = Array.from({ length: 24 }, (_, index) => `N${index}`)
    const star = layOutRelations(
      graph(
        ['A', ...many].map((name) => node(name)),
        many.map((to) => line('A', to)),
      ),
    )
    const starts = star.lines.map(({ path }) => Number(path.split(/[ C]/)[1])).toSorted((a, b) => a - b)
    expect(starts.every((y, index) => index === 0 || y - (starts[index - 1] ?? 0) >= 8)).toBe(true)
  })

  it('says where a database is and that it is gone, and cuts what is too long', () => {
    const goneAt = new Date('2026-02-03T04:05:06Z')
    const { nodes } = layOutRelations(
      graph(
        [node('A', { name: 'W'.repeat(400), spaceName: 'Things', goneAt }), node('P', { kind: 'people' })],
        [line('A', 'P')],
      ),
    )
    expect(nodes[0]).toMatchObject({ note: 'gone, in Things', width: 196 })
    expect(nodes[0]?.label).toMatch(/^W{8,20}…$/)
    expect(nodes[1]?.note).toBe('of the workspace')
  })

  it('takes names that an object has of its own, and nothing at all', () => {
    const names = ['__proto__', 'constructor', '\u0000']
    const { nodes, lines } = layOutRelations(
      graph(
        names.map((name) => node(name)),
        [line('__proto__', 'constructor'), line('constructor', '\u0000')],
      ),
    )
    expect(nodes.map(({ key }) => key).sort()).toEqual(names.toSorted())
    expect(lines).toHaveLength(2)
    expect(layOutRelations(graph([], []))).toMatchObject({ nodes: [], lines: [] })
  })
})
