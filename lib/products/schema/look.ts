import { z } from 'zod'
import { DENSITIES, PRODUCT_COLUMNS } from '../list-state'

/** Columns with dots between them, in the order of the table whatever the order given; the name is always among them. */
const columns = z
  .string()
  .max(200)
  .transform((text) => {
    const named = new Set(text.split(/[.,\n]/).map((column) => column.trim()))
    return PRODUCT_COLUMNS.filter((column) => column === 'name' || named.has(column))
  })

/** How the list looks, as the address holds it; what is not given is as the reader last chose. */
export const lookInput = z.object({
  columns: columns.optional().catch(undefined),
  density: z.enum(DENSITIES).optional().catch(undefined),
})
