'use client'

import { startTransition, useEffect } from 'react'
import { Button, LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'
import { parseDigest, wordsFor } from '@/lib/platform/errors'
import { RequestId } from './request-id'

const POLL_MS = 2_000

/** Asks whether the portal is ready again, and calls back once when it is. */
function useRecovery(waiting: boolean, onReady: () => void): void {
  useEffect(() => {
    if (!waiting) return
    let stopped = false
    const timer = setInterval(async () => {
      const ready = await fetch('/api/health/ready', { cache: 'no-store' }).then(
        (response) => response.ok,
        () => false,
      )
      if (!ready || stopped) return
      stopped = true
      clearInterval(timer)
      onReady()
    }, POLL_MS)
    return () => {
      stopped = true
      clearInterval(timer)
    }
  }, [waiting, onReady])
}

/** What an error boundary shows for a whole page. With the database away it waits, and comes back by itself. */
export function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = (error as { digest?: string } | null)?.digest
  const known = parseDigest(digest)
  const code = known?.code ?? 'INTERNAL'
  const away = code === 'DATABASE_UNAVAILABLE'
  useRecovery(away, () => startTransition(retry))
  return (
    <div role="alert">
      <EmptyState
        icon={away ? 'database' : 'triangle-alert'}
        title={away ? 'The database is away' : 'This page could not be shown'}
        action={
          <>
            <Button variant="primary" onClick={() => startTransition(retry)}>
              Try again
            </Button>
            <LinkButton href="/">Go home</LinkButton>
          </>
        }
      >
        <p>{wordsFor(code)}</p>
        {known?.requestId == null ? (
          <RequestId />
        ) : (
          <p className="mt-1 text-sm">
            Request <code>{known.requestId}</code>
          </p>
        )}
        {known === null && digest !== undefined ? (
          <p className="text-sm">
            Reference <code>{digest}</code>
          </p>
        ) : null}
      </EmptyState>
    </div>
  )
}
