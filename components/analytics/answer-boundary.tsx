'use client'
import { catchError, type ErrorInfo } from 'next/error'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { FailedState } from '@/components/ui/states'

function Fallback({ requestId }: { requestId: string }, { retry }: ErrorInfo) {
  return (
    <Card>
      <FailedState
        title="The answer cannot be shown"
        requestId={requestId}
        action={<Button onClick={() => retry()}>Try again</Button>}
      >
        Something went wrong on our side. The rest of the page is not affected.
      </FailedState>
    </Card>
  )
}

/** Keeps a fault of the answer within its block. */
export const AnswerBoundary = catchError(Fallback)
