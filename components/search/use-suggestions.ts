'use client'

import { useEffect, useState } from 'react'
import type { SearchHit } from '@/lib/search/model'

const PAUSE_MS = 120

export type Suggestions = { hits: readonly SearchHit[]; state: 'asking' | 'done' | 'failed' }

/** `of`: what was asked. */
type Known = Suggestions & { of: string | null }

/**
 * What matches, a breath after the last key; an answer that comes too late is dropped. While it is being asked the hits are
 * those of what was typed before.
 */
export function useSuggestions(text: string): Suggestions {
  const [known, setKnown] = useState<Known>({ hits: [], state: 'asking', of: null })
  const q = text.trim()
  useEffect(() => {
    const cancel = new AbortController()
    const timer = setTimeout(
      async () => {
        try {
          const response = await fetch(`/search/suggest?q=${encodeURIComponent(q)}`, {
            signal: cancel.signal,
            headers: { accept: 'application/json' },
          })
          if (!response.ok) throw new Error(`status ${response.status}`)
          const answer = (await response.json()) as { hits: SearchHit[]; failed: boolean }
          setKnown({ hits: answer.hits, state: answer.failed ? 'failed' : 'done', of: q })
        } catch {
          if (!cancel.signal.aborted) setKnown({ hits: [], state: 'failed', of: q })
        }
      },
      q === '' ? 0 : PAUSE_MS,
    )
    return () => {
      cancel.abort()
      clearTimeout(timer)
    }
  }, [q])
  return { hits: known.hits, state: known.of === q ? known.state : 'asking' }
}
