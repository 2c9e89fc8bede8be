import { useEffect, useRef, useState } from 'react'

const STOP = '/analytics/sql/stop'
const SAY_AGAIN_MS = 300

/**
 * Stops the reader's statement while it is `pending`: when told to, and when the page is left. A word that comes before the
 * statement has begun stops nothing: it is said again until it does.
 */
export function useStop(pending: boolean): { stopping: boolean; stop: () => void } {
  const [stopping, setStopping] = useState(false)
  useStopOnLeave(pending)
  useEffect(() => {
    if (!pending) setStopping(false)
    if (!pending || !stopping) return
    const over = new AbortController()
    tellStop(over.signal).catch(() => {
      if (!over.signal.aborted) setStopping(false)
    })
    return () => over.abort()
  }, [pending, stopping])
  return { stopping, stop: () => setStopping(true) }
}

async function tellStop(over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const response = await fetch(STOP, { method: 'POST', signal: over })
    if (!response.ok) throw new Error(`status ${response.status}`)
    const { stopped } = (await response.json()) as { stopped: number }
    if (stopped > 0) return
    await new Promise((resolve) => setTimeout(resolve, SAY_AGAIN_MS))
  }
}

/** Who leaves the page, by a new document or softly, wants no answer. */
function useStopOnLeave(pending: boolean): void {
  const asking = useRef(false)
  useEffect(() => {
    asking.current = pending
  }, [pending])
  useEffect(() => {
    const leave = () => {
      if (asking.current) navigator.sendBeacon(STOP)
    }
    addEventListener('pagehide', leave)
    return () => {
      removeEventListener('pagehide', leave)
      leave()
    }
  }, [])
}
