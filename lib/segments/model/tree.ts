import type { SegmentId, SegmentRow } from './segment'

/** A segment with those below it. */
export type SegmentNode = { row: SegmentRow; children: readonly SegmentNode[]; matches: boolean }

/**
 * The rows as a tree, in their order. What stands below something that is not among them stands at the top. With
 * `matching`, only what matches and what it stands below is kept; the latter is there for its place alone.
 */
export function toTree(
  rows: readonly SegmentRow[],
  matching: ReadonlySet<SegmentId> | null = null,
): SegmentNode[] {
  const known = new Set(rows.map(({ id }) => id))
  const below = new Map<SegmentId | null, SegmentRow[]>()
  for (const row of rows) {
    const place = row.parentId !== null && known.has(row.parentId) ? row.parentId : null
    below.set(place, [...(below.get(place) ?? []), row])
  }
  const grow = (place: SegmentId | null): SegmentNode[] =>
    (below.get(place) ?? []).flatMap((row) => {
      const children = grow(row.id)
      const matches = matching === null || matching.has(row.id)
      return matches || children.length > 0 ? [{ row, children, matches }] : []
    })
  return grow(null)
}

/** The segments below one, itself included: where it cannot be moved to. */
export function branchOf(rows: readonly SegmentRow[], id: SegmentId): Set<SegmentId> {
  const branch = new Set([id])
  let grown = true
  while (grown) {
    const before = branch.size
    for (const row of rows) if (row.parentId !== null && branch.has(row.parentId)) branch.add(row.id)
    grown = branch.size > before
  }
  return branch
}

/** The rows in the tree's order with how deep they stand, for lists to choose from. */
export function flatten(nodes: readonly SegmentNode[], depth = 0): { row: SegmentRow; depth: number }[] {
  return nodes.flatMap(({ row, children }) => [{ row, depth }, ...flatten(children, depth + 1)])
}

/** A place in the tree to choose: a segment, and how deep it stands. */
export type Place = { code: string; name: string; depth: number; archived: boolean }

/** Of more segments than this nobody chooses from a list: their codes are typed. */
export const MAX_PLACES = 200
