import { z } from 'zod'
import type { RoleDefinition } from '../roles'
import { readRights } from '../schema'

const wireSchema = z.object({
  key: z.string(),
  name: z.string(),
  description: z.string(),
  rights: z.unknown(),
  includes: z.array(z.string()),
})

/** A stored role, or null when the row itself is not understood; rights that are not understood are left out. */
export function toRoleDefinition(row: unknown): RoleDefinition | null {
  const parsed = wireSchema.safeParse(row)
  if (!parsed.success) return null
  const { rights, ...rest } = parsed.data
  return { ...rest, rights: readRights(rights), builtIn: false }
}
