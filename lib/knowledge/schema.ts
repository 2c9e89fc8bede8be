import { z } from 'zod'

export const CHANGES_PER_PAGE = 50

export const MAX_SPACE_SEARCH = 100
export const searchSpaces = z.object({ q: z.string().trim().max(MAX_SPACE_SEARCH).catch('').default('') })
export type SearchSpaces = z.infer<typeof searchSpaces>

const slug = z.string().regex(/^[a-z0-9-]{1,100}$/)

export const spaceBySlug = z.object({ space: slug })
export type SpaceBySlug = z.infer<typeof spaceBySlug>

export const databaseBySlug = z.object({ space: slug, database: slug })
export type DatabaseBySlug = z.infer<typeof databaseBySlug>

export const changesPage = z.object({ page: z.coerce.number().int().min(1).max(10_000).catch(1).default(1) })
export type ChangesPage = z.infer<typeof changesPage>

export const refreshKnowledge = z.object({ reason: z.string().trim().max(200).default('') })
