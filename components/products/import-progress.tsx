'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { Callout } from '@/components/ui/callout'
import type { ImportState } from '@/lib/products/import-model'

const EVERY_MS = 1_500

/** A bar without the browser's border is drawn in the browser's green, whatever its accent is. */
const BAR =
  'h-2 w-full max-w-md appearance-none overflow-hidden rounded-sm bg-border [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-border [&::-webkit-progress-value]:bg-accent'

/** How far the work behind the page is. It goes on without the page, which asks again by itself. */
export function ImportProgress({ state, done, of }: { state: ImportState; done: number; of: number }) {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), EVERY_MS)
    return () => clearInterval(timer)
  }, [router])
  const share = of === 0 ? 0 : Math.min(100, Math.floor((done / of) * 100))
  const title = state === 'checking' ? 'The rows are being checked' : 'The products are being written'
  return (
    <div role="status">
      <Callout
        tone="accent"
        title={`${title}: ${share} %`}
        actions={
          <a className="text-link text-sm" href="?">
            Look again
          </a>
        }
      >
        <progress className={BAR} max={100} value={share} aria-label={title} />
        <p className="mt-1">
          {state === 'checking'
            ? 'No product is changed by this. You may leave the page and come back.'
            : 'All good rows are written at once, or none. You may leave the page and come back.'}
        </p>
      </Callout>
    </div>
  )
}
