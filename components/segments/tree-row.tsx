import { clsx } from 'clsx'
import { type CSSProperties, type DragEvent, type MouseEvent, memo } from 'react'
import { Badge } from '@/components/ui/badge'
import { Icon } from '@/components/ui/icon'
import { TOP, type TreeItem } from './tree-items'

/** What a row tells the tree; one and the same for all rows and for good, so that a key draws two rows and not all. */
export type RowEvents = {
  focus: (code: string) => void
  toggle: (code: string) => void
  choose: (code: string) => void
  dragStart: (event: DragEvent, code: string) => void
  dragOver: (event: DragEvent, code: string) => void
  drop: (event: DragEvent, code: string) => void
  dragEnd: () => void
}

/** Deeper rows stand no further in, or they would leave the page; their level is told to those who hear it. */
const MOST_INDENTED = 12

/** A row of the tree: a link, whose arrow opens and closes what stands below it. */
export const TreeRow = memo(function TreeRow({
  item,
  open,
  tabIndex,
  moved,
  over,
  draggable,
  choosing,
  on,
}: {
  item: TreeItem
  open: boolean
  tabIndex: number | undefined
  moved: boolean
  over: boolean
  draggable: boolean
  /** While a row is moved, a press chooses its place and opens nothing. */
  choosing: boolean
  on: RowEvents
}) {
  const { code, depth, children } = item
  const isTop = code === TOP
  function onClick(event: MouseEvent) {
    const onArrow = (event.target as Element).closest('[data-arrow]') !== null
    if (!onArrow && !choosing) return
    event.preventDefault()
    if (onArrow) on.toggle(code)
    else on.choose(code)
  }
  return (
    <a
      role="treeitem"
      href={isTop ? '#content' : `/segments/${encodeURIComponent(code)}`}
      data-code={code}
      tabIndex={tabIndex}
      aria-level={depth + 1}
      aria-selected={moved}
      aria-expanded={children.length === 0 ? undefined : open}
      draggable={draggable}
      onClick={onClick}
      onFocus={() => on.focus(code)}
      onDragStart={(event) => on.dragStart(event, code)}
      onDragOver={(event) => on.dragOver(event, code)}
      onDrop={(event) => on.drop(event, code)}
      onDragEnd={on.dragEnd}
      style={{ '--depth': Math.min(depth, MOST_INDENTED) } as CSSProperties}
      className={clsx(
        'flex min-h-9 items-center gap-x-2 rounded-sm pr-3 pl-[calc(4px+var(--depth)*20px)] hover:bg-surface-hover max-sm:min-h-11 max-sm:pl-[calc(var(--depth)*14px)]',
        moved && 'opacity-60',
        over && 'bg-accent-soft',
        !item.matches && 'text-text-muted',
      )}
    >
      {children.length === 0 ? (
        <span className="w-6 shrink-0" />
      ) : (
        <span data-arrow="" className="grid size-6 shrink-0 place-items-center text-text-muted max-sm:h-11">
          <Icon name={open ? 'chevron-down' : 'chevron-right'} size={14} />
        </span>
      )}
      <span className="flex min-w-0 flex-wrap items-center gap-x-2 py-1 break-words">
        {isTop ? null : <span className="font-mono text-xs text-text-muted">{code}</span>}
        <bdi className={clsx('min-w-0', isTop && 'font-medium')}>{item.name}</bdi>
        {item.archived ? <Badge icon="archive">Archived</Badge> : null}
        {item.gone ? (
          <Badge tone="warning" icon="triangle-alert">
            Gone
          </Badge>
        ) : null}
        {item.example ? <Badge tone="accent">Example</Badge> : null}
      </span>
      <span className="ml-auto shrink-0 text-sm text-text-muted max-sm:hidden">{item.facts}</span>
    </a>
  )
})
