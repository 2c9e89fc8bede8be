import type { Prisma } from '@/generated/prisma/client'
import type { Catalog } from '@/lib/connectors/fibery/map'
import { db, withDatabaseErrors } from '@/lib/platform/db'
import type { KbFailure } from '../model'

const SOURCE = 'fibery'

export type StoredCatalog = { etag: string | null; content: Catalog | null; failure: KbFailure | null }

export async function findCatalog(): Promise<StoredCatalog> {
  const row = await withDatabaseErrors(() => db().kbCatalog.findUnique({ where: { source: SOURCE } }))
  if (row === null) return { etag: null, content: null, failure: null }
  const { lastFailureAt, lastFailureCode, lastFailureDetail } = row
  const failure =
    lastFailureAt === null
      ? null
      : { at: lastFailureAt, code: lastFailureCode ?? '', detail: lastFailureDetail ?? '' }
  return { etag: row.etag, content: storedCatalog(row.content), failure }
}

/** Written by `saveCatalog` and by nothing else. */
function storedCatalog(content: Prisma.JsonValue): Catalog | null {
  return content as Catalog | null
}

/** `read` null: unchanged since the one that is stored. */
export async function saveCatalog(
  read: { etag: string | null; content: Catalog } | null,
  at: Date,
): Promise<void> {
  const good = { asOf: at, lastFailureAt: null, lastFailureCode: null, lastFailureDetail: null }
  const data = read === null ? good : { ...good, etag: read.etag, content: read.content }
  await withDatabaseErrors(() =>
    db().kbCatalog.upsert({ where: { source: SOURCE }, create: { source: SOURCE, ...data }, update: data }),
  )
}

export async function saveCatalogFailure({ at, code, detail }: KbFailure): Promise<void> {
  const data = { lastFailureAt: at, lastFailureCode: code, lastFailureDetail: detail }
  await withDatabaseErrors(() =>
    db().kbCatalog.upsert({ where: { source: SOURCE }, create: { source: SOURCE, ...data }, update: data }),
  )
}
