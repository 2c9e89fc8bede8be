import { z } from 'zod'
import { MAX_SEARCH } from './model'

/** What was typed; anything else counts as nothing typed. */
export const searchInput = z.object({ q: z.string().trim().max(MAX_SEARCH).catch('') })
