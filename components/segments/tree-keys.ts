import { TOP, type TreeItem } from './tree-items'

/** What a key does in the tree; null for a key that is the browser's own. */
export type TreeDeed =
  | { kind: 'focus'; code: string }
  | { kind: 'toggle'; code: string; open: boolean }
  | { kind: 'lift'; code: string }
  | { kind: 'drop'; code: string }
  | { kind: 'leave' }

export type TreeState = {
  visible: readonly TreeItem[]
  closed: ReadonlySet<string>
  active: string | null
  moving: string | null
  /** What is to be moved is being chosen. */
  picking: boolean
  mayEdit: boolean
}

/** The tree pattern of ARIA (https://www.w3.org/WAI/ARIA/apg/patterns/treeview/), and M, Enter and Escape for moving. */
export function deedOf(key: string, state: TreeState): TreeDeed | null {
  const { visible, moving } = state
  const at = visible.findIndex(({ code }) => code === state.active)
  const item = visible[at]
  if (item === undefined) return null
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case 'ArrowDown':
      return focusOn(visible[at + 1])
    case 'ArrowUp':
      return focusOn(visible[at - 1])
    case 'Home':
      return focusOn(visible[0])
    case 'End':
      return focusOn(visible.at(-1))
    case 'ArrowRight':
      return inward(item, state)
    case 'ArrowLeft':
      return outward(item, state)
    case 'm':
      return state.mayEdit && moving === null && item.code !== TOP ? { kind: 'lift', code: item.code } : null
    case 'Enter':
      return moving === null ? null : { kind: 'drop', code: item.code }
    case 'Escape':
      return moving === null && !state.picking ? null : { kind: 'leave' }
    default:
      return null
  }
}

function focusOn(item: TreeItem | undefined): TreeDeed | null {
  return item === undefined ? null : { kind: 'focus', code: item.code }
}

function inward(item: TreeItem, { closed }: TreeState): TreeDeed | null {
  if (item.children.length === 0) return null
  return closed.has(item.code) ? { kind: 'toggle', code: item.code, open: true } : focusOn(item.children[0])
}

function outward(item: TreeItem, { closed }: TreeState): TreeDeed | null {
  const isOpen = item.children.length > 0 && !closed.has(item.code)
  if (isOpen) return { kind: 'toggle', code: item.code, open: false }
  return item.parent === TOP ? null : { kind: 'focus', code: item.parent }
}
