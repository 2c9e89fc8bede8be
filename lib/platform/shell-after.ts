import 'server-only'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { cache } from 'react'

const held = cache((): Promise<unknown>[] => [])

/** Turns in which React writes what it has drawn: the page, its parts, and theirs. */
const WRITING_TURNS = 4

/**
 * Says that the page is not there before this is. Layout and page are drawn side by side and answered as one; a shell that
 * is written first makes React try each part of the page before its data has come, and come back for it: some sixty times
 * for a list of fifty (docs/performance.md). For the one wait of a page that stands outside every Suspense boundary.
 */
export function shellAfter<T>(work: Promise<T>): Promise<T> {
  held().push(work)
  return work
}

/** For the layout, which waits for its own first: what the page has said by then. */
export async function untilPageIsWritten(): Promise<void> {
  const works = held()
  if (works.length === 0) return
  await Promise.allSettled(works)
  for (let turn = 0; turn < WRITING_TURNS; turn += 1) await nextTurn()
}
