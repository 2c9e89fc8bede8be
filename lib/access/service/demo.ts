import type { Tx } from '@/lib/platform/db'
import { type DemoMapping, deleteMappings, insertMappings } from '../repository/demo'

/** Groups of the stand-in's demo accounts (local/oidc/accounts.ts) and what they give. The administrator's role is direct. */
const DEMO_MAPPINGS: readonly DemoMapping[] = [
  { identityGroup: 'pergola-viewer', roleKey: 'viewer', condition: null },
  { identityGroup: 'pergola-analyst', roleKey: 'analyst', condition: null },
  { identityGroup: 'pergola-editor', roleKey: 'editor', condition: null },
  { identityGroup: 'pergola-operator', roleKey: 'operator', condition: null },
  {
    identityGroup: 'pergola-beverages',
    roleKey: 'viewer',
    condition: { kind: 'productGroup', in: ['BEVERAGES'] },
  },
]

/** The roles of the demo accounts; part of the demo data, and repeatable. */
export async function seedDemoAccess(tx: Tx): Promise<void> {
  await insertMappings(tx, DEMO_MAPPINGS)
}

/** Takes the demo accounts' roles out again (`npx pergola demo remove`). @returns how many mappings went. */
export async function removeDemoAccess(tx: Tx): Promise<number> {
  return await deleteMappings(
    tx,
    DEMO_MAPPINGS.map((mapping) => mapping.identityGroup),
  )
}
