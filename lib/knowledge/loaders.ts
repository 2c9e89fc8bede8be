import 'server-only'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { orNotFound, pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import { changesPage, databaseBySlug, searchSpaces, spaceBySlug } from './schema'
import { getDatabase } from './service/get-database'
import { getSpace } from './service/get-space'
import { listChanges } from './service/list-changes'
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

/** A page of what changed, the latest first. */
export const loadChanges = cache(async (page: string | undefined) => {
  const ctx = await pageCtx(READ)
  return { ctx, ...(await listChanges(ctx, changesPage.parse({ page: page ?? 1 }))) }
})
