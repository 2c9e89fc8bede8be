import { z } from 'zod'
import { COUNT_CAP, MAX_SEARCH, PAGE_SIZE, SEARCH_KINDS } from './model'

/** What was typed, cut to what search takes; anything but text counts as nothing typed. */
const typed = z
  .string()
  .catch('')
  .transform((text) => text.replaceAll('\0', ' ').trim().slice(0, MAX_SEARCH).toWellFormed())

/** A search as the address holds it; what it does not understand is left out. */
export const searchInput = z.object({
  q: typed,
  kind: z.enum(SEARCH_KINDS).optional().catch(undefined),
  page: z.coerce
    .number()
    .int()
    .min(1)
    .max(COUNT_CAP / PAGE_SIZE)
    .catch(1),
})
export type SearchInput = z.infer<typeof searchInput>
