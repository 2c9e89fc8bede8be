import type { Tx } from '@/lib/platform/db'
import type { DemoSegment, DemoSteps } from '../model'

/** Adds what is missing; a segment of that code that is there already, whoever made it, stays as it is. */
export async function insertDemoSegments(tx: Tx, segments: readonly DemoSegment[]): Promise<number> {
  const idOf = new Map<string, string>()
  let added = 0
  for (const { parentCode, parameters, tags, ...segment } of segments) {
    const codeKey = segment.code.toLowerCase()
    const present = await tx.processSegment.findUnique({ where: { codeKey }, select: { id: true } })
    if (present !== null) {
      idOf.set(segment.code, present.id)
      continue
    }
    const { id } = await tx.processSegment.create({
      data: {
        ...segment,
        codeKey,
        parentId: parentCode === null ? null : (idOf.get(parentCode) ?? null),
        parameters: [...parameters],
        tags: [...tags],
        isDemo: true,
      },
      select: { id: true },
    })
    idOf.set(segment.code, id)
    added += 1
  }
  return added
}

/** Gives demo products that have no steps yet theirs, of segments of the demo data. */
export async function insertDemoSteps(tx: Tx, products: readonly DemoSteps[]): Promise<void> {
  const codes = [...new Set(products.flatMap(({ steps }) => steps.map(({ segmentCode }) => segmentCode)))]
  const segments = await tx.processSegment.findMany({
    where: { codeKey: { in: codes.map((code) => code.toLowerCase()) }, isDemo: true },
    select: { id: true, code: true },
  })
  const idOf = new Map(segments.map(({ id, code }) => [code, id]))
  for (const { productCode, steps } of products) {
    const product = await tx.product.findFirst({
      where: { codeKey: productCode.toLowerCase(), isDemo: true, segments: { none: {} } },
      select: { id: true },
    })
    if (product === null) continue
    const known = steps.flatMap(({ segmentCode, ...step }) => {
      const segmentId = idOf.get(segmentCode)
      return segmentId === undefined ? [] : [{ ...step, segmentId }]
    })
    await tx.productSegment.createMany({
      data: known.map(({ segmentId, duration, parameters }, index) => ({
        productId: product.id,
        segmentId,
        position: index + 1,
        duration,
        parameters: [...parameters],
      })),
    })
  }
}

/** Segments that a product of one's own uses, or that stand above one's own, stay and are named. */
export async function deleteDemoSegments(tx: Tx): Promise<{ segments: number; keptSegments: string[] }> {
  const segments = await tx.$executeRaw`
    WITH RECURSIVE needed AS (
      SELECT s.id, s.parent_id FROM process_segment s
      WHERE NOT s.is_demo OR EXISTS (SELECT FROM product_segment u WHERE u.segment_id = s.id)
      UNION
      SELECT s.id, s.parent_id FROM process_segment s JOIN needed ON s.id = needed.parent_id
    )
    DELETE FROM process_segment WHERE is_demo AND id NOT IN (SELECT id FROM needed)`
  const kept = await tx.processSegment.findMany({
    where: { isDemo: true },
    select: { code: true },
    orderBy: { code: 'asc' },
    take: 100,
  })
  return { segments, keptSegments: kept.map(({ code }) => code) }
}
