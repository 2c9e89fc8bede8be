import 'server-only'
import { pageCtx } from '@/lib/access/loaders'
import type { KbCardAnswer } from '../model'
import type { EntityByAddress } from '../schema'
import { askEntity } from '../service/ask-entity'

/**
 * Apart from the other loaders, which may not come to what asks Fibery: this one does, while a reader waits. The page stands
 * without it, and with what it gives up after so long comes within a second whatever Fibery does.
 */
const PATIENCE_MS = 650
/** For who asked for it, and sees the rest of the page meanwhile. */
const MORE_PATIENCE_MS = 8_000

/** What Fibery tells of an entity at this moment; a fault is part of the answer. */
export async function loadEntityCard(
  place: EntityByAddress,
  { patient }: { patient: boolean },
): Promise<KbCardAnswer> {
  const ctx = await pageCtx('read:knowledge')
  return await askEntity(ctx, place, { patienceMs: patient ? MORE_PATIENCE_MS : PATIENCE_MS })
}
