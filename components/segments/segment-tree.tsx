'use client'

import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { closedAtFirst, TOP, type TreeItem, visibleItems } from './tree-items'
import { deedOf } from './tree-keys'
import { TreeNotice } from './tree-notice'
import { type RowEvents, TreeRow } from './tree-row'
import { useTreeMoves } from './use-tree-moves'

/**
 * The tree: rows are links, so that it works without script. With it, arrows go through the rows and open and close them
 * (the tree pattern of ARIA), and rows are moved (use-tree-moves.ts).
 */
export function SegmentTree({
  items,
  mayEdit,
  openAll,
}: {
  items: readonly TreeItem[]
  mayEdit: boolean
  openAll: boolean
}) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(() =>
    openAll ? new Set<string>() : closedAtFirst(items),
  )
  const [active, setActive] = useState<string | null>(null)
  const list = useRef<HTMLDivElement>(null)
  const moves = useTreeMoves(items, (code) => toggle(code, true))
  const { step, moving } = moves
  // Nothing may shift below a pointer that drags: there the line above the tree is the top.
  const withTop = step.kind === 'moving' && !step.dragged
  const visible = useMemo(() => visibleItems(items, closed, withTop), [items, closed, withTop])

  // Till the script runs every row is a stop of its own; from then on the tree is one, and arrows go on.
  useEffect(() => setActive((code) => code ?? items[0]?.code ?? null), [items])

  function focus(code: string) {
    setActive(code)
    list.current?.querySelector<HTMLElement>(`[data-code="${CSS.escape(code)}"]`)?.focus()
  }

  function toggle(code: string, open: boolean) {
    setClosed((before) => {
      const next = new Set(before)
      if (open) next.delete(code)
      else next.add(code)
      return next
    })
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.metaKey || event.ctrlKey || event.altKey) return
    const picking = step.kind === 'picking'
    const deed = deedOf(event.key, { visible, closed, active, moving, picking, mayEdit })
    if (deed === null) return
    event.preventDefault()
    if (deed.kind === 'focus') focus(deed.code)
    else if (deed.kind === 'toggle') toggle(deed.code, deed.open)
    else if (deed.kind === 'lift') moves.lift(deed.code)
    else if (deed.kind === 'drop') moves.drop(deed.code)
    else moves.leave()
  }

  const on = useLatest({
    focus: setActive,
    toggle: (code: string) => toggle(code, closed.has(code)),
    choose: (code: string) => (step.kind === 'picking' ? moves.lift(code) : moves.drop(code)),
    dragStart: moves.onDrag.start,
    dragOver: moves.onDrag.over,
    drop: moves.onDrag.drop,
    dragEnd: moves.onDrag.end,
  })

  return (
    <div className="grid">
      {mayEdit ? <TreeNotice moves={moves} /> : null}
      <div
        ref={list}
        role="tree"
        aria-label="Process segments"
        aria-busy={moves.pending}
        onKeyDown={onKeyDown}
        className="p-1"
      >
        {visible.map((item) => (
          <TreeRow
            key={item.code}
            item={item}
            open={!closed.has(item.code)}
            tabIndex={active === null ? undefined : item.code === active ? 0 : -1}
            moved={item.code === moving}
            over={item.code === moves.over}
            draggable={mayEdit && item.code !== TOP}
            choosing={step.kind !== 'idle'}
            on={on}
          />
        ))}
      </div>
    </div>
  )
}

/** Events that stay the same from drawing to drawing and do what the latest ones do. */
function useLatest(events: RowEvents): RowEvents {
  const latest = useRef(events)
  useLayoutEffect(() => {
    latest.current = events
  })
  const [stable] = useState<RowEvents>(() => ({
    focus: (code) => latest.current.focus(code),
    toggle: (code) => latest.current.toggle(code),
    choose: (code) => latest.current.choose(code),
    dragStart: (event, code) => latest.current.dragStart(event, code),
    dragOver: (event, code) => latest.current.dragOver(event, code),
    drop: (event, code) => latest.current.drop(event, code),
    dragEnd: () => latest.current.dragEnd(),
  }))
  return stable
}
