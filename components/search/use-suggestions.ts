'use client'

import { useEffect, useState } from 'react'
import type { SearchHit } from '@/lib/search/model'

const PAUSE_MS = 120

export type Suggestions = { hits: readonly SearchHit[]; state: 'asking' | 'done' | 'failed' }

/** What matches, a breath after the last key; an answer that comes too late is dropped. */
export function useSuggestions(text: string): Suggestions {
  const [known, setKnown] = useState<Suggestions>({ hits: [], state: 'asking' })
  useEffect(() => {
    const cancel = new AbortController()
    const timer = setTimeout(
      async () => {
        try {
          const response = await fetch(`/search/suggest?q=${encodeURIComponent(text.trim())}`, {
            signal: cancel.signal,
            headers: { accept: 'application/json' },
          })
          if (!response.ok) throw new Error(`status ${response.status}`)
          const answer = (await response.json()) as { hits: SearchHit[]; failed: boolean }
          setKnown({ hits: answer.hits, state: answer.failed ? 'failed' : 'done' })
        } catch {
          if (!cancel.signal.aborted) setKnown({ hits: [], state: 'failed' })
        }
      },
      text === '' ? 0 : PAUSE_MS,
    )
    return () => {
      cancel.abort()
      clearTimeout(timer)
    }
  }, [text])
  return known
}
