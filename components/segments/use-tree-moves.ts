import { type DragEvent, useState, useTransition } from 'react'
import { type MoveResult, moveSegment } from '@/lib/segments/actions'
import { TOP, type TreeItem } from './tree-items'

/** How far a move has come: first what is moved is chosen, then its place. */
export type MoveStep =
  | { kind: 'idle' }
  | { kind: 'picking' }
  | { kind: 'moving'; code: string; dragged: boolean }

type Undo = { code: string; to: string; from: string }

/** What came of the last move, and how to take it back. */
export type Said = { tone: 'done' | 'failed'; words: string; undo: Undo | null }

const IDLE: MoveStep = { kind: 'idle' }

/**
 * Moves in the tree: by dragging, by keyboard (M, arrows, Enter), and by pressing what is moved and then its place, for
 * fingers and for those who cannot drag. `opened` is told of a place that something was put below.
 */
export function useTreeMoves(items: readonly TreeItem[], opened: (code: string) => void) {
  const [step, setStep] = useState<MoveStep>(IDLE)
  const [over, setOver] = useState<string | null>(null)
  const [said, setSaid] = useState<Said | null>(null)
  const [pending, startTransition] = useTransition()
  const moving = step.kind === 'moving' ? step.code : null

  function leave() {
    setStep(IDLE)
    setOver(null)
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
      if (result?.ok) opened(to)
    })
  }

  function drop(to: string) {
    const item = moving === null ? undefined : find(items, moving)
    if (item !== undefined && to !== item.code) move(item.code, to, item.parent)
  }

  function lift(code: string) {
    setStep({ kind: 'moving', code, dragged: false })
  }

  const onDrag = {
    start: (event: DragEvent, code: string) => {
      event.dataTransfer.effectAllowed = 'move'
      event.dataTransfer.setData('text/plain', code)
      setStep({ kind: 'moving', code, dragged: true })
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

  return {
    step,
    moving,
    over,
    said,
    pending,
    onDrag,
    lift,
    drop,
    leave,
    pick: () => setStep({ kind: 'picking' }),
    undo: ({ code, to, from }: { code: string; to: string; from: string }) => move(code, from, to),
  }
}

function find(items: readonly TreeItem[], code: string): TreeItem | undefined {
  for (const item of items) {
    const found = item.code === code ? item : find(item.children, code)
    if (found !== undefined) return found
  }
  return undefined
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
