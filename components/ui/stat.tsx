import type { ReactNode } from 'react'

/** One figure with its name, and what it is made of or how old it is. */
export function Stat({ label, value, note }: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className="grid gap-0.5">
      <p className="text-sm text-text-muted">{label}</p>
      <p className="text-lg font-semibold tabular-nums">{value}</p>
      {note === undefined ? null : <p className="text-sm text-text-muted">{note}</p>}
    </div>
  )
}
