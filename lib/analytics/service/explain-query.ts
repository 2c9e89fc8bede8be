import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { isConnectorError, toUpstreamError } from '@/lib/connectors/errors'
import { renderStatement } from '@/lib/connectors/sql-literals'
import { AppError } from '@/lib/platform/errors'
import { engineFor } from '../engine'
import type { QueryKey } from '../model'
import { parseParameters } from '../parameters'
import { listParameters } from '../service'
import { toStatement } from '../statement'
import { requireReach } from './reach'

const TIMEOUT_MS = 30_000

export type ExplainQueryInput = { key: QueryKey; parameters?: Readonly<Record<string, string>> }

export type ExplainedQuery = {
  query: QueryKey
  engine: string
  /** As the engine gets it: held to the reader's rows, and with literals where the engine does not bind. */
  sql: string
  /** In the engine's own words. */
  plan: string
}

/**
 * How a query would be carried out for this reader, without running it.
 * @throws AppError FORBIDDEN without `readSql:query`; NOT_FOUND out of reach; VALIDATION; UPSTREAM_FAILED, UPSTREAM_TIMEOUT
 */
export async function explainQuery(
  ctx: Ctx,
  { key, parameters = {} }: ExplainQueryInput,
): Promise<ExplainedQuery> {
  await requireRight(ctx, 'readSql:query', { kind: 'query', id: key })
  const { query, access } = await requireReach(ctx, key, 'readSql:query')
  const parsed = parseParameters(await listParameters(ctx, { key }), parameters)
  if (!parsed.ok) throw new AppError('VALIDATION', { fieldErrors: parsed.fieldErrors })
  const statement = toStatement(query, parsed.values.bound, access)
  const engine = engineFor(query)
  try {
    const plan = await engine.explain({ ...statement, timeoutMs: TIMEOUT_MS })
    const sql = engine.binds ? statement.sql : renderStatement(statement.sql, statement.values)
    return { query: key, engine: engine.label, sql, plan }
  } catch (error) {
    throw isConnectorError(error) ? toUpstreamError(error) : error
  }
}
