import type { Ctx } from '@/lib/access/model'
import type { Tx } from '@/lib/platform/db'
import type { SegmentParameter } from '../model/parameter'
import type { SegmentRef } from '../model/segment'
import { canRead } from '../policy'
import { listWhole } from '../repository/record'

export type UsableSegment = SegmentRef & { parameters: readonly SegmentParameter[] }

/** The segments of these codes that the actor may read, by lower-case code: those that they may put into a product. */
export async function usableSegments(
  ctx: Ctx,
  codes: readonly string[],
  tx?: Tx,
): Promise<Map<string, UsableSegment>> {
  const found = codes.length === 0 ? [] : await listWhole([...new Set(codes)], tx)
  return new Map(
    found
      .filter((segment) => canRead(ctx.actor, segment))
      .map(({ id, code, name, parameters }) => [code.toLowerCase(), { id, code, name, parameters }]),
  )
}
