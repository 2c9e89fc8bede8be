import { clsx } from 'clsx'

/** A place held for what comes: give it the size of that. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={clsx('skeleton', className)} />
}

/** Lines of the height of a list's rows (36 px). */
export function SkeletonRows({ rows, label }: { rows: number; label: string }) {
  return (
    <div role="status" aria-label={`Loading ${label}`}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={row} className="flex h-9 items-center border-b border-border px-4 last:border-b-0">
          <Skeleton className={row % 3 === 1 ? 'h-3 w-2/5' : 'h-3 w-3/5'} />
        </div>
      ))}
    </div>
  )
}
