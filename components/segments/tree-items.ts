import { durationWords } from '@/lib/segments/model/duration'
import type { SegmentNode } from '@/lib/segments/model/tree'

/** The place above all segments, while one is moved. */
export const TOP = ''

/** A row as the browser needs it. */
export type TreeItem = {
  code: string
  name: string
  /** The code of what it stands below; `TOP` at the top. */
  parent: string
  depth: number
  archived: boolean
  /** Gone from where it comes from. */
  gone: boolean
  example: boolean
  /** False for what is shown for its place alone. */
  matches: boolean
  /** `1 h · 3 parameters` */
  facts: string
  children: readonly TreeItem[]
}

/** The tree as plain values, which a page can send. */
export function toItems(nodes: readonly SegmentNode[], parent = TOP, depth = 0): TreeItem[] {
  return nodes.map(({ row, children, matches }) => {
    const count = row.parameterCount
    const facts = [
      ...(row.duration === null ? [] : [durationWords(row.duration)]),
      ...(count === 0 ? [] : [`${count} ${count === 1 ? 'parameter' : 'parameters'}`]),
    ]
    return {
      code: row.code,
      name: row.name,
      parent,
      depth,
      archived: row.status === 'archived',
      gone: row.gone,
      example: row.isDemo,
      matches,
      facts: facts.join(' · '),
      children: toItems(children, row.code, depth + 1),
    }
  })
}

const TOP_ITEM: TreeItem = {
  code: TOP,
  name: 'Top of the tree',
  parent: TOP,
  depth: 0,
  archived: false,
  gone: false,
  example: false,
  matches: true,
  facts: '',
  children: [],
}

/** All that have something below them: the top alone is seen, and each opens by one level. */
export function closedAtFirst(items: readonly TreeItem[]): Set<string> {
  const inner = items.filter(({ children }) => children.length > 0)
  return new Set(inner.flatMap(({ code, children }) => [code, ...closedAtFirst(children)]))
}

/** The rows that are to be seen, in order; while one is moved, the top of the tree is a place too. */
export function visibleItems(
  items: readonly TreeItem[],
  closed: ReadonlySet<string>,
  withTop: boolean,
): TreeItem[] {
  const open = (list: readonly TreeItem[]): TreeItem[] =>
    list.flatMap((item) => [item, ...(closed.has(item.code) ? [] : open(item.children))])
  return withTop ? [TOP_ITEM, ...open(items)] : open(items)
}
