'use client'

import './globals.css'
import { ErrorPage } from '@/components/layout/error-page'
import { PlainPage } from '@/components/layout/plain-page'

/** When even the root layout failed: a document of its own, without its fonts. */
export default function GlobalError(props: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Pergola</title>
        <PlainPage>
          <h1 className="sr-only">Pergola</h1>
          <ErrorPage {...props} />
        </PlainPage>
      </body>
    </html>
  )
}
