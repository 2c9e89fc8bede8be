import type { ReactNode } from 'react'

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="rounded-sm border border-border bg-surface-sunken px-1 text-xs text-text-muted">
      {children}
    </kbd>
  )
}
