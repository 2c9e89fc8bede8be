'use client'

import { ErrorPage } from '@/components/layout/error-page'
import { PlainPage } from '@/components/layout/plain-page'

export default function RootError(props: { error: unknown; retry: () => void }) {
  return (
    <PlainPage>
      <h1 className="sr-only">Pergola</h1>
      <ErrorPage {...props} />
    </PlainPage>
  )
}
