import { isConnectorError } from '../errors'
import type { Column, Row } from '../tabular'
import type { ApiAsking, DremioApi } from './api'
import { misshapen } from './errors'
import { createRowReader, toColumns } from './map'
import type { WirePage } from './schema'

/** Dremio's own: one row more is 400. */
const MOST_ROWS = 500

export type Answer = { columns: readonly Column[]; rowCount: number; batches: () => AsyncGenerator<Row[]> }

/**
 * The answer of a completed job, page by page; one page is fetched while the one before is read, and no more is held.
 * @throws ConnectorError DUPLICATE_COLUMNS, SHAPE, and what a call throws
 */
export async function readAnswer(
  api: DremioApi,
  jobId: string,
  asking: ApiAsking & { signal: AbortSignal },
): Promise<Answer> {
  const fetchPage = pageFetcher(api, jobId, asking)
  const first = await fetchPage(0)
  const columns = toColumns(first.schema)
  const toRow = createRowReader(first.schema)
  const fingerprint = JSON.stringify(first.schema)
  const total = first.rowCount

  function check(page: WirePage, offset: number): void {
    if (page.rowCount !== total || JSON.stringify(page.schema) !== fingerprint) {
      throw misshapen('results', 'the pages are not of one answer')
    }
    const end = offset + page.rows.length
    if (end > total || (page.rows.length === 0 && end < total)) {
      throw misshapen('results', `the answer ends after ${end} of ${total} rows`)
    }
  }

  async function* batches(): AsyncGenerator<Row[]> {
    let page = first
    let offset = 0
    for (;;) {
      check(page, offset)
      offset += page.rows.length
      const ahead = offset < total ? fetchPage(offset) : undefined
      // Whoever leaves before it has come is not told of its failure.
      ahead?.catch(() => {})
      if (page.rows.length > 0) yield page.rows.map(toRow)
      if (ahead === undefined) return
      page = await ahead
      asking.signal.throwIfAborted()
    }
  }
  return { columns, rowCount: total, batches }
}

/** A page that is too large is asked for again with half as many rows, and so are those after it. */
function pageFetcher(api: DremioApi, jobId: string, asking: ApiAsking) {
  let limit = MOST_ROWS
  return async (offset: number): Promise<WirePage> => {
    for (;;) {
      try {
        const page = await api.page(jobId, { offset, limit }, asking)
        if (page.rows.length > limit) throw misshapen('results', `more than the ${limit} rows asked for`)
        return page
      } catch (error) {
        if (!isConnectorError(error) || error.code !== 'TOO_LARGE' || limit === 1) throw error
        limit = Math.ceil(limit / 2)
      }
    }
  }
}
