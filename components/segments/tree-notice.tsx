import { clsx } from 'clsx'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Kbd } from '@/components/ui/kbd'
import { TOP } from './tree-items'
import type { MoveStep, useTreeMoves } from './use-tree-moves'

/**
 * The line above the tree, always of one height: how to move, what is being moved, what came of it. While a row is
 * dragged it is the top of the tree; while one is chosen by pressing, it stays in view.
 */
export function TreeNotice({ moves }: { moves: ReturnType<typeof useTreeMoves> }) {
  const { step, said, pending, over, onDrag } = moves
  const idle = !pending && step.kind === 'idle'
  const failed = idle && said?.tone === 'failed'
  const words = pending ? 'Moving…' : (howTo(step) ?? said?.words)
  const undo = idle ? said?.undo : null
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on; the keyboard has a row for it
    <div
      onDragOver={(event) => onDrag.over(event, TOP)}
      onDrop={(event) => onDrag.drop(event, TOP)}
      className={clsx(
        'print-hidden flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 rounded-t-md border-b border-border px-4 py-1.5 text-sm',
        idle ? undefined : 'sticky top-(--bar-height) z-10 bg-surface-raised',
        failed && 'text-danger',
        over === TOP && 'bg-accent-soft',
      )}
    >
      <div role="status" className={words === undefined ? 'sr-only' : 'flex min-w-0 items-center gap-2'}>
        {words === undefined ? null : (
          <>
            <Icon name={failed ? 'circle-alert' : 'info'} size={14} />
            <span className="min-w-0 break-words">{words}</span>
          </>
        )}
      </div>
      {words === undefined ? <Keys /> : null}
      <div className="ml-auto flex gap-2">
        {undo == null ? null : (
          <Button size="sm" variant="ghost" onClick={() => moves.undo(undo)}>
            <Icon name="rotate-ccw" size={14} />
            Undo
          </Button>
        )}
        {idle ? (
          <Button size="sm" onClick={moves.pick}>
            Move…
          </Button>
        ) : pending ? null : (
          <Button size="sm" onClick={moves.leave}>
            Cancel
          </Button>
        )}
      </div>
    </div>
  )
}

function howTo(step: MoveStep): string | undefined {
  if (step.kind === 'picking') return 'Choose the segment that is to be moved.'
  if (step.kind !== 'moving') return undefined
  return step.dragged
    ? `Drop ${step.code} on what it is to stand below, or here for the top of the tree.`
    : `Moving ${step.code}: choose what it is to stand below.`
}

function Keys() {
  return (
    <p className="text-text-muted max-sm:hidden">
      Drag a row to move it, or press <Kbd>M</Kbd> on it, go where it is to stand, and press <Kbd>Enter</Kbd>.
    </p>
  )
}
