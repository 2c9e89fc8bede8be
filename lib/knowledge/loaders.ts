import 'server-only'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { orNotFound, type PageCtx, pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import type { KbRelations } from './model'
import {
  changesPage,
  databaseBySlug,
  entitiesQuery,
  entityByAddress,
  searchSpaces,
  spaceBySlug,
} from './schema'
import { getDatabase } from './service/get-database'
import { getEntity } from './service/get-entity'
import { getRelations } from './service/get-relations'
import { getSpace } from './service/get-space'
import { listChanges } from './service/list-changes'
import { listEntities } from './service/list-entities'
import { listSpaces } from './service/list-spaces'

const READ = 'read:knowledge'

/** The spaces that fit the words; all of them without any. */
export const loadSpaces = cache(async (words: string) => {
  const ctx = await pageCtx(READ)
  const { q } = searchSpaces.parse({ q: words })
  return {
    ctx,
    q,
    overview: await listSpaces(ctx, { q }),
    mayRefresh: canSome(ctx.actor, 'refresh:knowledge'),
  }
})

/** One space, or the 404 page. */
export const loadSpace = cache(async (space: string) => {
  const ctx = await pageCtx(READ)
  const input = spaceBySlug.safeParse({ space })
  if (!input.success) notFound()
  return { ctx, space: await orNotFound(getSpace(ctx, input.data)) }
})

/** One database with its fields, or the 404 page. */
export const loadDatabase = cache(async (space: string, database: string) => {
  const ctx = await pageCtx(READ)
  const input = databaseBySlug.safeParse({ space, database })
  if (!input.success) notFound()
  return { ctx, ...(await orNotFound(getDatabase(ctx, input.data))) }
})

/** A page of a database's entities, as the address of its page asks for them. */
export async function loadEntities(
  place: { space: string; database: string },
  asked: Record<string, string | string[] | undefined>,
) {
  const ctx = await pageCtx(READ)
  const query = entitiesQuery.parse(
    Object.fromEntries(Object.entries(asked).map(([key, value]) => [key, [value].flat()[0]])),
  )
  const input = databaseBySlug.safeParse(place)
  if (!input.success) notFound()
  const list = await orNotFound(listEntities(ctx, { ...input.data, ...query }))
  return { list, query, address: `/kb/${place.space}/${place.database}` }
}

/** One entity as the snapshot knows it, or the 404 page. */
export const loadEntity = cache(async (space: string, database: string, entity: string) => {
  const ctx = await pageCtx(READ)
  const input = entityByAddress.safeParse({ space, database, entity })
  if (!input.success) notFound()
  return { ctx, ...(await orNotFound(getEntity(ctx, input.data))) }
})

/** How the databases of a space relate, or one and its neighbours: for a page that has passed its gate. */
export async function loadRelations(
  ctx: PageCtx,
  place: { space: string; database?: string },
): Promise<KbRelations> {
  return await getRelations(ctx, place)
}

/** A page of what changed, the latest first. */
export const loadChanges = cache(async (page: string | undefined) => {
  const ctx = await pageCtx(READ)
  return { ctx, ...(await listChanges(ctx, changesPage.parse({ page: page ?? 1 }))) }
})
