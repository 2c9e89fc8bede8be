import type { Ctx } from '@/lib/access/model'
import { recordMany } from '@/lib/audit/service/record-many'
import type { Tx } from '@/lib/platform/db'

const BATCH = 1_000

/** A row of the audit record for each record that became the portal's own. @returns how many those are */
export async function recordReleased(
  tx: Tx,
  ctx: Ctx,
  {
    kind,
    source,
    released,
  }: { kind: string; source: string; released: readonly { id: string; version: number }[] },
): Promise<number> {
  for (let from = 0; from < released.length; from += BATCH) {
    const entries = released.slice(from, from + BATCH).map(({ id, version }) => ({
      action: `${kind}.released`,
      subject: { kind, id },
      changes: {
        source: { before: source, after: 'portal' },
        version: { before: version, after: version + 1 },
      },
    }))
    await recordMany(tx, ctx, entries)
  }
  return released.length
}
