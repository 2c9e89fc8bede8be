import type { Ctx } from '@/lib/access/model'
import { exportSteps } from '@/lib/products/service/exchange-steps'
import type { B2mmlDocument } from '../b2mml/document'
import { toB2mml } from '../b2mml/to-b2mml'
import type { Exchange, ExchangedSegment } from '../model/exchange'
import type { Segment } from '../model/segment'
import { canRead } from '../policy'
import { listWhole } from '../repository/record'
import { readScope, seenBy } from './reach'

/**
 * Every segment in reach, in the tree's order, and the steps of every product in reach.
 * @throws AppError FORBIDDEN without `read:segment`
 */
async function exchangeOf(ctx: Ctx): Promise<Exchange> {
  await readScope(ctx)
  const all = (await listWhole(null)).filter((segment) => canRead(ctx.actor, segment))
  const hidden = new Set(all.flatMap(({ code, parent }) => (parent === null ? [] : [code])))
  const segments = all.map((segment) => {
    const shown = seenBy(ctx.actor, segment)
    // Where it stands is left out when that is out of reach: read back, it stays there.
    const isHidden = shown.parent === null && hidden.has(shown.code)
    return toExchanged(shown, isHidden)
  })
  return { segments: inTreeOrder(segments), products: await exportSteps(ctx) }
}

/** The same as a document of B2MML v7. */
export async function exportB2mml(ctx: Ctx): Promise<B2mmlDocument> {
  return toB2mml(await exchangeOf(ctx))
}

function toExchanged(segment: Segment, isHidden: boolean): ExchangedSegment {
  const { code, name, description, parameters, duration, tags, status, parent } = segment
  const plain = { code, name, description, parameters, duration, tags, status }
  return isHidden ? plain : { ...plain, parentCode: parent?.code ?? null }
}

/** A parent before what stands below it, siblings by code as they came. */
function inTreeOrder(segments: readonly ExchangedSegment[]): ExchangedSegment[] {
  const below = new Map<string | null, ExchangedSegment[]>()
  for (const segment of segments) {
    const place = segment.parentCode ?? null
    const list = below.get(place)
    if (list === undefined) below.set(place, [segment])
    else list.push(segment)
  }
  const walk = (place: string | null): ExchangedSegment[] =>
    (below.get(place) ?? []).flatMap((segment) => [segment, ...walk(segment.code)])
  return walk(null)
}
