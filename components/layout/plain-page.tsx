import type { ReactNode } from 'react'

/** A page outside the shell: for those who are not signed in, or when the shell itself cannot be drawn. */
export function PlainPage({ children }: { children: ReactNode }) {
  return (
    <main id="content" className="mx-auto grid min-h-dvh max-w-xl place-content-center p-4">
      {children}
    </main>
  )
}
