'use client'

import { usePathname } from 'next/navigation'
import { useEffect, useState } from 'react'

/** The newest request for a path that the browser remembers, by the Server-Timing entry that the portal sends. */
function requestIdOf(path: string): string | null {
  const entries = [
    ...performance.getEntriesByType('navigation'),
    ...performance.getEntriesByType('resource'),
  ] as PerformanceResourceTiming[]
  for (const entry of entries.reverse()) {
    if (new URL(entry.name, location.href).pathname !== path) continue
    const timing = entry.serverTiming?.find(({ name }) => name === 'request')
    if (timing !== undefined) return timing.description
  }
  return null
}

/** "Request 1f…": what to tell an administrator. `initial` is the document's own, when the server knows it. */
export function RequestId({ initial }: { initial?: string }) {
  const path = usePathname()
  const [id, setId] = useState(initial ?? null)
  useEffect(() => {
    const known = requestIdOf(path)
    if (known !== null) setId(known)
  }, [path])
  if (id === null) return null
  return (
    <p className="mt-1 text-sm text-text-muted">
      Request <code>{id}</code>
    </p>
  )
}
