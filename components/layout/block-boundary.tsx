'use client'

import { catchError, type ErrorInfo } from 'next/error'
import { startTransition } from 'react'
import { Button } from '@/components/ui/button'
import { FailedState } from '@/components/ui/states'
import { parseDigest, wordsFor } from '@/lib/platform/errors'

/**
 * Round one block of a page: when it fails, the rest stands. Inside it a `<Suspense>` with a skeleton of the block's
 * size. `title` says what could not be shown.
 */
export const BlockBoundary = catchError(function BlockFailed(
  { title }: { title: string },
  { error, retry }: ErrorInfo,
) {
  const digest = (error as { digest?: string } | null)?.digest
  const known = parseDigest(digest)
  return (
    <FailedState
      title={title}
      requestId={known?.requestId ?? digest}
      action={
        <Button size="sm" onClick={() => startTransition(retry)}>
          Try again
        </Button>
      }
    >
      <p>{wordsFor(known?.code ?? 'INTERNAL')}</p>
    </FailedState>
  )
})
