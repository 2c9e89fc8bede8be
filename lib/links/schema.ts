import { z } from 'zod'
import { LIST_STATES } from './model'

/** What the address of the list says; what it cannot say counts as unsaid. */
export const linksQuery = z.object({
  state: z.enum(LIST_STATES).catch('broken').default('broken'),
  mine: z.boolean().default(false),
  page: z.coerce.number().int().min(1).max(1_000).catch(1).default(1),
})

export type LinksQuery = z.output<typeof linksQuery>
