import type { Tx } from '@/lib/platform/db'
import type { Condition, UserId } from '../model'

export type NewGrant = {
  userId: UserId
  roleKey: string
  condition: Condition | null
  grantedById: string | null
}

/** @returns the grant's id, or null when the person has that role under that condition already. */
export async function insertGrant(tx: Tx, grant: NewGrant): Promise<string | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO role_grant (id, user_id, role_key, condition, granted_by_id)
    VALUES (gen_random_uuid(), ${grant.userId}::uuid, ${grant.roleKey},
            ${grant.condition === null ? null : JSON.stringify(grant.condition)}::jsonb, ${grant.grantedById}::uuid)
    ON CONFLICT DO NOTHING
    RETURNING id`
  return rows[0]?.id ?? null
}
