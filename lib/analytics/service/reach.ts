import type { Ctx, Right } from '@/lib/access/model'
import { scopeFor } from '@/lib/access/policy'
import { recordRefusal } from '@/lib/audit/service'
import { AppError } from '@/lib/platform/errors'
import { toCatalogue } from '../catalogue'
import type { Catalogue, Query, QueryKey, RowAccess } from '../model'
import { meetAccess, rowAccess } from '../policy'
import { findQueryFiles } from '../repository'

let read: { mark: string; catalogue: Catalogue } | undefined

/** The catalogue as it stands in the folder: read again when a file has changed. */
export async function currentCatalogue(): Promise<Catalogue> {
  const folder = await findQueryFiles()
  if (read?.mark !== folder.mark) read = { mark: folder.mark, catalogue: toCatalogue(await folder.read()) }
  return read.catalogue
}

export type Reached = { query: Query; access: Exclude<RowAccess, { reach: 'none' }> }

/** A query that the reader reaches, and which of its rows. @throws AppError NOT_FOUND; out of reach is recorded */
export async function requireReach(ctx: Ctx, key: QueryKey, besides?: Right): Promise<Reached> {
  const query = (await currentCatalogue()).queries.get(key)
  if (query === undefined) throw new AppError('NOT_FOUND', { details: { query: key } })
  const access = accessTo(ctx, query, besides)
  if (access.reach !== 'none') return { query, access }
  await recordRefusal(ctx, {
    action: besides === 'export:query' ? 'query.exported' : 'query.read',
    subject: { kind: 'query', id: key },
    right: besides ?? query.right,
  })
  throw new AppError('NOT_FOUND', { details: { query: key } })
}

/** The rows that the reader reaches by `read:query`, the query's own right, and one besides. */
export function accessTo(ctx: Ctx, query: Query, besides?: Right): RowAccess {
  const rights: Right[] = ['read:query', query.right, ...(besides === undefined ? [] : [besides])]
  return rights.map((right) => rowAccess(scopeFor(ctx.actor, right), query)).reduce(meetAccess)
}

export function mayReadSql(ctx: Ctx, query: Query): boolean {
  return rowAccess(scopeFor(ctx.actor, 'readSql:query'), query).reach !== 'none'
}
