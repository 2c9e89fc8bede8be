import type { Column, Row } from '@/lib/connectors/tabular'
import { unpackRows } from '../answer-body'
import { findAnswer, type StoredAnswer } from '../repository/answers'

/** An answer as pages use it. It is shared between readers: nobody writes into it. */
export type HeldAnswer = {
  columns: readonly Column[]
  rows: readonly Row[]
  truncated: boolean
  /** Of its rows as text. */
  bytes: number
  asOf: Date
  elapsedMs: number
}

export type KeptAnswer = { answer: HeldAnswer } & Pick<StoredAnswer, 'ageMs' | 'wanted' | 'fault'>

/** Rows that this process has unpacked, so that the next page of the same answer asks the database for its age alone. */
const HELD_BYTES = 48 * 1024 * 1024

type Held = { answers: Map<string, HeldAnswer>; bytes: number }
const store = globalThis as typeof globalThis & { pergolaAnswers?: Held }

function held(): Held {
  store.pergolaAnswers ??= { answers: new Map(), bytes: 0 }
  return store.pergolaAnswers
}

function letGo(key: string): void {
  const { answers } = held()
  const old = answers.get(key)
  if (old === undefined) return
  answers.delete(key)
  held().bytes -= old.bytes
}

/** Holds an answer's rows; those used longest ago are let go. */
export function holdAnswer(key: string, answer: HeldAnswer): void {
  letGo(key)
  const all = held()
  all.answers.set(key, answer)
  all.bytes += answer.bytes
  for (const [oldest] of all.answers) {
    if (all.bytes <= HELD_BYTES || oldest === key) return
    letGo(oldest)
  }
}

/** The answer that is kept for a question, from the database: one statement, and its rows only where they are not held. */
export async function keptAnswer(key: string): Promise<KeptAnswer | null> {
  const here = held().answers.get(key)
  const stored = await findAnswer(key, here?.asOf ?? null)
  if (stored === null) {
    letGo(key)
    return null
  }
  const { ageMs, wanted, fault } = stored
  const answer = here !== undefined && stored.body === null ? here : await unpacked(stored)
  // Put last: it is the one used just now.
  if (answer === here) held().answers.delete(key)
  if (answer === here) held().answers.set(key, answer)
  else holdAnswer(key, answer)
  return { answer, ageMs, wanted, fault }
}

async function unpacked({ body, ...stored }: StoredAnswer): Promise<HeldAnswer> {
  const { columns, truncated, bytes, asOf, elapsedMs } = stored
  const rows = body === null ? [] : await unpackRows(body)
  return { columns, rows, truncated, bytes, asOf, elapsedMs }
}
