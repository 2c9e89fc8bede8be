'use client'

import { usePathname } from 'next/navigation'
import { startTransition, useEffect } from 'react'
import { Button, LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'
import { type ErrorCode, parseDigest, wordsFor } from '@/lib/platform/errors'
import { placeForPath } from './nav-items'
import { RequestId } from './request-id'

const POLL_MS = 2_000

const TITLES: Partial<Record<ErrorCode, string>> = {
  DATABASE_UNAVAILABLE: 'The database is away',
  TOO_LARGE: 'That was too long',
}

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

/** proxy.ts answers a form whose body is too long with these words and nothing else. */
function isTooLarge(error: unknown): boolean {
  return error instanceof Error && error.message === wordsFor('TOO_LARGE')
}

/** What an error boundary shows for a whole page. With the database away it waits, and comes back by itself. */
export function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = (error as { digest?: string } | null)?.digest
  const known = parseDigest(digest)
  const code = known?.code ?? (isTooLarge(error) ? 'TOO_LARGE' : 'INTERNAL')
  const away = code === 'DATABASE_UNAVAILABLE'
  const path = usePathname()
  useRecovery(away, () => startTransition(retry))
  return (
    <div role="alert">
      <EmptyState
        icon={away ? 'database' : 'triangle-alert'}
        title={TITLES[code] ?? `${placeForPath(path) ?? 'This page'} could not be shown`}
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
