import type { Ctx } from '@/lib/access/model'
import { recordChange } from '@/lib/audit/service'
import { inLongTransaction } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import type { RecordName } from '../model'
import { loadMappings } from './load-mappings'
import { kindOf } from './record-kinds'

const RELEASE_MS = 120_000

/**
 * Makes the records that a mapping fed the portal's own, as they are: for one whose file was taken away, since nothing would
 * ever change them otherwise. Needs what a sync of such records needs, on all of them.
 * @throws AppError FORBIDDEN; VALIDATION while the file is there
 */
export async function releaseRecords(
  ctx: Ctx,
  { record, key }: { record: RecordName; key: string },
): Promise<{ released: number }> {
  const kind = kindOf(record)
  await kind.require(ctx)
  await requireTakenAway(key)
  return await inLongTransaction(RELEASE_MS, async (tx) => {
    let released = 0
    for (const system of ['fibery', 'warehouse']) {
      released += await kind.release(tx, ctx, { source: `${system}/${key}` })
    }
    if (released > 0) {
      const changes = { released: { before: null, after: released } }
      await recordChange(tx, ctx, { action: 'sync.released', subject: { kind: 'mapping', id: key }, changes })
    }
    return { released }
  })
}

/** A file that does not hold is there too: it is to be mended. */
async function requireTakenAway(key: string): Promise<void> {
  const file = `mappings/${key}.yaml`
  const { mappings, faults } = await loadMappings()
  if (![...mappings, ...faults].some((one) => one.file === file)) return
  const words = `${file} is there and would feed them again: take it away first.`
  throw new AppError('VALIDATION', { fieldErrors: { _: [words] } })
}
