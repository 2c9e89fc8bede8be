import type { Tx } from '@/lib/platform/db'
import type { Condition } from '../model'

export type DemoMapping = { identityGroup: string; roleKey: string; condition: Condition | null }

/** Adds what is missing; a mapping that somebody changed since stays as it is. */
export async function insertMappings(tx: Tx, mappings: readonly DemoMapping[]): Promise<number> {
  let added = 0
  for (const { identityGroup, roleKey, condition } of mappings) {
    added += await tx.$executeRaw`
      INSERT INTO group_mapping (id, identity_group, role_key, condition)
      VALUES (gen_random_uuid(), ${identityGroup}, ${roleKey},
              ${condition === null ? null : JSON.stringify(condition)}::jsonb)
      ON CONFLICT DO NOTHING`
  }
  return added
}

export async function deleteMappings(tx: Tx, identityGroups: readonly string[]): Promise<number> {
  const { count } = await tx.groupMapping.deleteMany({
    where: { identityGroup: { in: [...identityGroups] } },
  })
  return count
}
