import { z } from 'zod'

/** What was typed; anything else counts as nothing typed. */
export const searchInput = z.object({ q: z.string().trim().max(200).catch('') })
