import { z } from 'zod'
import type { Column, Row } from '@/lib/connectors/tabular'
import type { RunOutcome } from './model'

/** Characters of a statement, in the browser and on the server alike. */
export const MAX_STATEMENT = 20_000
/** Rows of an answer: what a page shows, and what is taken away or printed. */
export const AD_HOC_ROWS = { page: 1_000, export: 10_000, cli: 10_000 } as const
export const AD_HOC_TIMEOUT_MS = 30_000
/** Statements that are kept for somebody, the newest. */
export const STATEMENTS_KEPT = 30

/** The key under which such runs are recorded, and the last word of their page's address: no query may have it. */
export const AD_HOC_KEY = 'sql'

export const statementInput = z.object({
  sql: z
    .string()
    .trim()
    .min(1, 'Write a statement, such as SELECT * FROM orders.')
    .max(MAX_STATEMENT, `At most ${MAX_STATEMENT.toLocaleString('en-GB')} characters.`),
})

export type AdHocPurpose = keyof typeof AD_HOC_ROWS

/** Why nobody is offered it here, whatever their rights. */
export type AdHocOffer = { offered: true; system: string; label: string } | { offered: false; reason: string }

/** Line and column from 1, and the line itself. */
export type StatementPlace = { line: number; column: number; text: string }

/** What the engine would not do, in its words. */
export type StatementFault = {
  outcome: Exclude<RunOutcome, 'done'>
  words: string
  place: StatementPlace | null
}

export type StatementAnswer = {
  columns: readonly Column[]
  rows: readonly Row[]
  /** Why there are not all rows; null when these are all. */
  cut: 'rows' | 'size' | null
}

export type AskedStatement = { engine: string; elapsedMs: number; askedAt: Date } & (
  | { ok: true; answer: StatementAnswer }
  | { ok: false; fault: StatementFault }
)

/** One of somebody's own statements. */
export type OwnStatement = {
  id: string
  statement: string
  askedAt: Date
  outcome: RunOutcome
  rows: number | null
  elapsedMs: number
}

export type RunningStatement = { id: string; statement: string; askedAt: Date }

export type DataTable = { name: string; columns: readonly { name: string; type: string }[] }

/** Where in a text a place is, in characters from 0: what a browser's selection wants. */
export function offsetOf(sql: string, place: Pick<StatementPlace, 'line' | 'column'>): number {
  const before = sql.split('\n').slice(0, place.line - 1)
  return before.reduce((sum, line) => sum + line.length + 1, 0) + place.column - 1
}

/** Columns of one table after another, as the engine lists them. */
export function toTables(rows: readonly (readonly unknown[])[]): DataTable[] {
  const tables = new Map<string, { name: string; type: string }[]>()
  for (const [table, column, type] of rows) {
    const columns = tables.get(String(table)) ?? []
    columns.push({ name: String(column), type: String(type) })
    tables.set(String(table), columns)
  }
  return [...tables].map(([name, columns]) => ({ name, columns }))
}
