'use client'

import {
  type DragEvent,
  type KeyboardEvent,
  useEffect,
  useMemo,
  useRef,
  useState,
  useTransition,
} from 'react'
import { type MoveResult, moveSegment } from '@/lib/segments/actions'
import { TOP, type TreeItem, visibleItems } from './tree-items'
import { deedOf } from './tree-keys'
import { type Said, TreeNotice } from './tree-notice'
import { TreeRow } from './tree-row'

/**
 * The tree: rows are links, so that it works without script. With it, arrows go through the rows and open and close them
 * (the tree pattern of ARIA), and a row is moved by dragging it, or with M, arrows and Enter.
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
  const [closed, setClosed] = useState<ReadonlySet<string>>(() => closedAtFirst(items, openAll))
  const [active, setActive] = useState<string | null>(null)
  const [moving, setMoving] = useState<string | null>(null)
  const [dragged, setDragged] = useState(false)
  const [over, setOver] = useState<string | null>(null)
  const [said, setSaid] = useState<Said | null>(null)
  const [pending, startTransition] = useTransition()
  const list = useRef<HTMLDivElement>(null)
  // Nothing may shift below a pointer that drags: there the line above the tree is the top.
  const withTop = moving !== null && !dragged
  const visible = useMemo(() => visibleItems(items, closed, withTop), [items, closed, withTop])

  // Till the script runs every row is a stop of its own; from then on the tree is one, and arrows go on.
  useEffect(() => setActive((code) => code ?? items[0]?.code ?? null), [items])

  function focus(code: string | undefined) {
    if (code === undefined) return
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

  function move(code: string, to: string, from: string) {
    leave()
    const form = new FormData()
    form.set('code', code)
    form.set('parentCode', to)
    form.set('fromCode', from)
    startTransition(async () => {
      const result = await moveSegment(null, form)
      setSaid(toWords(result, { code, to, from }))
      if (result?.ok) toggle(to, true)
    })
  }

  function leave() {
    setMoving(null)
    setDragged(false)
    setOver(null)
  }

  function drop(to: string) {
    const item = visible.find(({ code }) => code === moving)
    if (item !== undefined && to !== item.code) move(item.code, to, item.parent)
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.metaKey || event.ctrlKey || event.altKey) return
    const deed = deedOf(event.key, { visible, closed, active, moving, mayEdit })
    if (deed === null) return
    event.preventDefault()
    if (deed.kind === 'focus') focus(deed.code)
    else if (deed.kind === 'toggle') toggle(deed.code, deed.open)
    else if (deed.kind === 'lift') setMoving(deed.code)
    else if (deed.kind === 'drop') drop(deed.code)
    else leave()
  }

  const onDrag = {
    start: (event: DragEvent, code: string) => {
      event.dataTransfer.effectAllowed = 'move'
      event.dataTransfer.setData('text/plain', code)
      setMoving(code)
      setDragged(true)
    },
    over: (event: DragEvent, code: string) => {
      if (moving === null || code === moving) return
      event.preventDefault()
      setOver(code)
    },
    drop: (event: DragEvent, code: string) => {
      event.preventDefault()
      drop(code)
    },
    end: leave,
  }

  return (
    <div className="grid">
      <TreeNotice
        said={said}
        moving={moving}
        dragged={dragged}
        over={over === TOP}
        pending={pending}
        mayEdit={mayEdit}
        onUndo={(undo) => move(undo.code, undo.from, undo.to)}
        onDrag={onDrag}
      />
      <div
        ref={list}
        role="tree"
        aria-label="Process segments"
        aria-busy={pending}
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
            over={item.code === over}
            draggable={mayEdit && item.code !== TOP}
            onFocus={() => setActive(item.code)}
            onToggle={() => toggle(item.code, closed.has(item.code))}
            onChoose={moving === null ? undefined : () => drop(item.code)}
            onDrag={onDrag}
          />
        ))}
      </div>
    </div>
  )
}

function closedAtFirst(items: readonly TreeItem[], openAll: boolean): Set<string> {
  return new Set(openAll ? [] : items.filter(({ children }) => children.length > 0).map(({ code }) => code))
}

function toWords(result: MoveResult, undo: { code: string; to: string; from: string }): Said | null {
  if (result === null) return null
  if (!result.ok) {
    const words = Object.values(result.fieldErrors ?? {}).flat()
    return { tone: 'failed', words: words.length > 0 ? words.join(' ') : result.message, undo: null }
  }
  const where = undo.to === TOP ? 'at the top' : `below ${undo.to}`
  return { tone: 'done', words: `${undo.code} now stands ${where}.`, undo }
}
