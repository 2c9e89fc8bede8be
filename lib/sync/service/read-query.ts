import type { Ctx } from '@/lib/access/model'
import { scopeFor } from '@/lib/access/policy'
import type { QueryKey, QueryView } from '@/lib/analytics/model'
import { exportQuery, getQuery } from '@/lib/analytics/service'
import type { Row } from '@/lib/connectors/tabular'
import { AppError, isAppError } from '@/lib/platform/errors'
import type { ReadRows } from '../entity-values'
import type { QueryMapping } from '../model'
import { findColumns, toEntities } from '../query-rows'
import { QUERY_RIGHTS } from './source-rights'

/** Every row of the queries, that is: a right held to a part is none here. */
export function mayTakeAll({ actor }: Ctx): boolean {
  return QUERY_RIGHTS.every((right) => scopeFor(actor, right).reach === 'all')
}

/**
 * The query of a mapping, or why it cannot be asked: it is not there, or not every row of it may be taken. A part of the
 * rows would make the rest of the products look as if they were gone.
 */
export async function findMappedQuery(
  ctx: Ctx,
  { file, from }: QueryMapping,
): Promise<{ query: QueryView | null; faults: readonly string[] }> {
  const words = `${file}: from.query: there is no query “${from.query}” of which every row may be taken here. analytics/ holds the queries.`
  if (!mayTakeAll(ctx)) return { query: null, faults: [words] }
  try {
    const query = await getQuery(ctx, { key: from.query as QueryKey })
    return query.access.reach === 'all' ? { query, faults: [] } : { query: null, faults: [words] }
  } catch (error) {
    if (!isAppError(error) || error.code !== 'NOT_FOUND') throw error
    return { query: null, faults: [words] }
  }
}

/**
 * Asks a query for all its rows, as an export of it is asked. Needs `read:query` and `export:query` on all of them.
 * @throws AppError FORBIDDEN; VALIDATION when the mapping does not fit the answer, or there are more rows than `most`;
 * UPSTREAM_FAILED, UPSTREAM_TIMEOUT
 */
export async function readQuery(
  ctx: Ctx,
  mapping: QueryMapping,
  { most, signal }: { most: number; signal?: AbortSignal | undefined },
): Promise<ReadRows> {
  const { query, faults } = await findMappedQuery(ctx, mapping)
  if (query === null) throw refusal(faults)
  try {
    return await readAll(ctx, mapping, { key: query.key, most, signal })
  } catch (error) {
    // Whose time was up is the engine's: it is told as that.
    if (!(error instanceof DOMException) || error.name !== 'TimeoutError') throw error
    throw new AppError('UPSTREAM_TIMEOUT', { cause: error })
  }
}

async function readAll(
  ctx: Ctx,
  mapping: QueryMapping,
  { key, most, signal }: { key: QueryKey; most: number; signal: AbortSignal | undefined },
): Promise<ReadRows> {
  const { columns, batches, close } = await exportQuery(ctx, {
    key,
    parameters: mapping.from.parameters,
    ...(signal !== undefined && { signal }),
  })
  const mapped = findColumns(mapping, columns)
  if (mapped.faults.length > 0) {
    await close()
    throw refusal(mapped.faults)
  }
  const rows: Row[] = []
  for await (const batch of batches) {
    rows.push(...batch.slice(0, most + 1 - rows.length))
    if (rows.length > most) {
      throw refusal([`The query ${key} tells more than ${most} rows, the most that the portal takes.`])
    }
  }
  const entities = toEntities(rows, mapped)
  return { source: `warehouse/${mapping.key}`, isDemo: false, names: mapped.names, entities }
}

function refusal(words: readonly string[]): AppError {
  return new AppError('VALIDATION', { fieldErrors: { _: [...words] } })
}
