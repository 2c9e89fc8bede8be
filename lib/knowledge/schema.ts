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

export const ENTITIES_PER_PAGE = 50
export const MAX_ENTITY_SEARCH = 100
export const ENTITY_SORTS = ['title', 'number', 'created', 'modified'] as const
export type EntitySort = (typeof ENTITY_SORTS)[number]

/** All of it stands in the address of a database's page; what cannot be is read as if it were not there. */
export const entitiesQuery = z.object({
  q: z.string().trim().max(MAX_ENTITY_SEARCH).catch('').default(''),
  sort: z.enum(ENTITY_SORTS).catch('title').default('title'),
  direction: z.enum(['asc', 'desc']).catch('asc').default('asc'),
  page: z.coerce.number().int().min(1).max(1_000).catch(1).default(1),
  /** Those that are gone instead of those that are live. */
  gone: z
    .literal('1')
    .optional()
    .catch(undefined)
    .transform((given) => given === '1'),
})
export type EntitiesQuery = z.infer<typeof entitiesQuery>

export const entityByAddress = databaseBySlug.extend({ entity: z.string().min(1).max(50) })
export type EntityByAddress = z.infer<typeof entityByAddress>
