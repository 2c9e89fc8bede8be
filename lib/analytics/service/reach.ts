import type { Ctx, Right } from '@/lib/access/model'
import { scopeFor } from '@/lib/access/policy'
import { recordRefusal } from '@/lib/audit/service'
import { AppError } from '@/lib/platform/errors'
import { logger } from '@/lib/platform/logger'
import { toCatalogue } from '../catalogue'
import { analyticsFolder } from '../folder'
import type { Catalogue, Query, QueryKey, RowAccess } from '../model'
import { meetAccess, rowAccess } from '../policy'
import { findQueryFiles } from '../repository'

/** So long what was seen of the folder is believed: every page of a figure asks, twice. */
const SEEN_FOR_MS = 1_000

let read: { mark: string; catalogue: Catalogue } | undefined
let seen: { atMs: number; folder: string; catalogue: Promise<Catalogue> } | undefined

/** The catalogue as it stands in the folder: a file that has changed is read again within a second. */
export async function currentCatalogue(): Promise<Catalogue> {
  const now = performance.now()
  const folder = analyticsFolder()
  if (seen?.folder === folder && now - seen.atMs < SEEN_FOR_MS) return await seen.catalogue
  const looked = { atMs: now, folder, catalogue: readCatalogue() }
  seen = looked
  // A folder that cannot be read is looked at again by the next one who asks.
  looked.catalogue.catch(() => {
    if (seen === looked) seen = undefined
  })
  return await looked.catalogue
}

async function readCatalogue(): Promise<Catalogue> {
  const folder = await findQueryFiles()
  if (read?.mark !== folder.mark) {
    read = { mark: folder.mark, catalogue: toCatalogue(await folder.read()) }
    for (const { file, line, reason } of read.catalogue.faults) {
      logger.error({ file, line, reason }, 'a file of analytics/ is no query, and is left out')
    }
  }
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
