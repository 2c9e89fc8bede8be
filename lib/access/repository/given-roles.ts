import { z } from 'zod'
import type { GivenRole } from '../model'
import { readCondition } from '../schema'

/** Grants and mappings as one JSON column of a query: `id` for a grant, `group` for a mapping. */
export const givenRows = z.array(
  z.object({
    id: z.string().optional(),
    group: z.string().optional(),
    roleKey: z.string(),
    condition: z.unknown(),
  }),
)

/** A condition that is not understood leaves its grant out: closed. */
export function toGivenRoles(rows: z.infer<typeof givenRows>): GivenRole[] {
  return rows.flatMap((row) => {
    const read = readCondition(row.condition)
    if (!read.understood) return []
    const source: GivenRole['source'] =
      row.group === undefined
        ? { kind: 'direct', grantId: row.id ?? '' }
        : { kind: 'group', identityGroup: row.group }
    return [{ roleKey: row.roleKey, condition: read.condition, source }]
  })
}
