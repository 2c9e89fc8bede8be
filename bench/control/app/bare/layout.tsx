import type { ReactNode } from 'react'

/** As plain as Next allows: what each page adds stands in its own layout. */
export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}
