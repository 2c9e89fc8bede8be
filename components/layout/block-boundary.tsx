'use client'

import { catchError, type ErrorInfo } from 'next/error'
import { startTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { FailedState } from '@/components/ui/states'
import { parseDigest, wordsFor } from '@/lib/platform/errors'
import { RequestId } from './request-id'

/**
 * Round one block of a page: when it fails, the rest stands. Inside it a `<Suspense>` with a skeleton of the block's
 * size. `title` says what could not be shown.
 */
export const BlockBoundary = catchError(BlockFailed)

/** The same round blocks that bring their own cards. */
export const CardsBoundary = catchError(function CardFailed(props: { title: string }, info: ErrorInfo) {
  return <Card>{BlockFailed(props, info)}</Card>
})

function BlockFailed({ title }: { title: string }, { error, retry }: ErrorInfo) {
  const digest = (error as { digest?: string } | null)?.digest
  const known = parseDigest(digest)
  return (
    <FailedState
      title={title}
      requestId={known?.requestId ?? undefined}
      action={
        <Button size="sm" onClick={() => startTransition(retry)}>
          Try again
        </Button>
      }
    >
      <p>{wordsFor(known?.code ?? 'INTERNAL')}</p>
      {known === null ? <RequestId /> : null}
      {known === null && digest !== undefined ? (
        <p className="text-sm">
          Reference <code>{digest}</code>
        </p>
      ) : null}
    </FailedState>
  )
}
