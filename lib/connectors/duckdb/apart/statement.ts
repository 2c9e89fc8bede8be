import { isConnectorError } from '../../errors'
import type { Row } from '../../tabular'
import type { DuckdbClient } from '../client'
import { splitMessage } from '../error-place'
import type { AnswerLimits, ApartAnswer, ApartFault } from './messages'

const MAX_DETAIL = 1_000

type Asked = { sql: string; limits: AnswerLimits; timeoutMs: number; signal: AbortSignal }

/** The first rows of a statement's answer. @throws ConnectorError, or the signal's reason */
export async function takeAnswer(client: Pick<DuckdbClient, 'open'>, asked: Asked): Promise<ApartAnswer> {
  const { sql, limits, timeoutMs, signal } = asked
  const stream = await client.open({ sql, values: {}, timeoutMs, signal })
  const rows: Row[] = []
  const most = Math.min(limits.rows, Math.max(1, Math.floor(limits.cells / stream.columns.length)))
  let characters = 0
  try {
    for await (const batch of stream.batches) {
      for (const row of batch) {
        if (rows.length === most)
          return { columns: stream.columns, rows, cut: most === limits.rows ? 'rows' : 'size' }
        characters += JSON.stringify(row).length
        if (characters > limits.characters) return { columns: stream.columns, rows, cut: 'size' }
        rows.push(row)
      }
    }
  } finally {
    stream.close()
  }
  return { columns: stream.columns, rows, cut: null }
}

/** What went wrong, in the engine's own words and with the place. They may quote a value of a row. */
export function toApartFault(error: unknown, sql: string): ApartFault {
  if (!isConnectorError(error)) {
    const detail = error instanceof Error ? error.message : String(error)
    return { layer: 'protocol', code: 'QUERY_FAILED', detail: detail.slice(0, MAX_DETAIL), place: null }
  }
  const { layer, code, cause } = error
  if (!(cause instanceof Error)) return { layer, code, detail: error.detail, place: null }
  const { words, place } = splitMessage(cause.message, sql)
  return { layer, code, detail: tidy(words), place }
}

/** Without what speaks of settings, which a reader cannot change. */
function tidy(words: string): string {
  const [first = ''] = words.split(/\n+(?:Database is launched in in-memory mode|Possible solutions)/)
  return first
    .replace(/^Failed to extract statements: /, '')
    .trim()
    .slice(0, MAX_DETAIL)
}
