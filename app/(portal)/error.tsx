'use client'

import { ErrorPage } from '@/components/layout/error-page'

export default function PortalError(props: { error: unknown; retry: () => void }) {
  return (
    <>
      <h1 className="sr-only">This page could not be shown</h1>
      <ErrorPage {...props} />
    </>
  )
}
