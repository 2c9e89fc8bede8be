import { clsx } from 'clsx'
import type { DragEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Kbd } from '@/components/ui/kbd'
import { TOP } from './tree-items'

type Undo = { code: string; to: string; from: string }

/** What came of the last move, and how to take it back. */
export type Said = { tone: 'done' | 'failed'; words: string; undo: Undo | null }

/**
 * The line above the tree, always of one height: how to move, what is being moved, what came of it. While a row is
 * dragged it is the top of the tree.
 */
export function TreeNotice({
  said,
  moving,
  dragged,
  over,
  pending,
  mayEdit,
  onUndo,
  onDrag,
}: {
  said: Said | null
  moving: string | null
  dragged: boolean
  over: boolean
  pending: boolean
  mayEdit: boolean
  onUndo: (undo: Undo) => void
  onDrag: {
    over: (event: DragEvent, code: string) => void
    drop: (event: DragEvent, code: string) => void
  }
}) {
  if (!mayEdit) return null
  const idle = !pending && moving === null
  const failed = idle && said?.tone === 'failed'
  const words = pending ? 'Moving…' : moving === null ? said?.words : howTo(moving, dragged)
  const undo = idle ? said?.undo : null
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on; the keyboard has a row for it
    <div
      onDragOver={(event) => onDrag.over(event, TOP)}
      onDrop={(event) => onDrag.drop(event, TOP)}
      className={clsx(
        'print-hidden flex min-h-11 flex-wrap items-center gap-2 border-b border-border px-4 text-sm',
        failed && 'text-danger',
        over && 'bg-accent-soft',
      )}
    >
      <div role="status" className={words === undefined ? 'sr-only' : 'flex items-center gap-2'}>
        {words === undefined ? null : (
          <>
            <Icon name={failed ? 'circle-alert' : 'info'} size={14} />
            <span>{words}</span>
          </>
        )}
      </div>
      {undo == null ? null : (
        <Button size="sm" variant="ghost" onClick={() => onUndo(undo)}>
          <Icon name="rotate-ccw" size={14} />
          Undo
        </Button>
      )}
      {words === undefined ? <Keys /> : null}
    </div>
  )
}

function howTo(moving: string, dragged: boolean): string {
  return dragged
    ? `Drop ${moving} on what it is to stand below, or here for the top of the tree.`
    : `Moving ${moving}: go where it is to stand and press Enter. Escape leaves it.`
}

function Keys() {
  return (
    <p className="text-text-muted">
      <span className="max-sm:hidden">
        Drag a row to move it, or press <Kbd>M</Kbd> on it, go where it is to stand, and press{' '}
        <Kbd>Enter</Kbd>.
      </span>
      <span className="sm:hidden">A segment is moved on its own page.</span>
    </p>
  )
}
