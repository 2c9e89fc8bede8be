import { z } from 'zod'
import { db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { QueryKey } from '../model'
import { type FigureContent, type FigureId, MOST_FIGURES, type PinnedFigure } from '../pinned-figures'

const SELECT = { id: true, queryKey: true, parameters: true, boundTo: true, version: true } as const

const texts = z.record(z.string(), z.string())

/** The figures of a product, the first that was pinned first. */
export async function listFigures(productId: string, client: Tx = db()): Promise<PinnedFigure[]> {
  const rows = await withDatabaseErrors(() =>
    client.productFigure.findMany({
      where: { productId },
      select: SELECT,
      orderBy: [{ pinnedAt: 'asc' }, { id: 'asc' }],
      take: MOST_FIGURES,
    }),
  )
  return rows.map(({ id, queryKey, parameters, ...plain }) => ({
    ...plain,
    id: id as FigureId,
    queryKey: queryKey as QueryKey,
    parameters: texts.parse(parameters),
  }))
}

/** Those who pin to one product take turns until their transaction ends. */
export async function lockFigures(tx: Tx, productId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`figures of ${productId}`}, 0))`
}

export async function insertFigure(
  tx: Tx,
  { productId, pinnedAt, ...content }: FigureContent & { productId: string; pinnedAt: Date },
): Promise<FigureId> {
  const row = await tx.productFigure.create({
    data: { ...content, parameters: { ...content.parameters }, productId, pinnedAt },
    select: { id: true },
  })
  return row.id as FigureId
}

type At = { id: FigureId; productId: string; version: number }

/** False when it is not there in that version. */
export async function updateFigureAt(tx: Tx, at: At, content: FigureContent): Promise<boolean> {
  const { count } = await tx.productFigure.updateMany({
    where: at,
    data: { ...content, parameters: { ...content.parameters }, version: { increment: 1 } },
  })
  return count === 1
}

/** False when it is not there in that version. */
export async function deleteFigureAt(tx: Tx, at: At): Promise<boolean> {
  return (await tx.productFigure.deleteMany({ where: at })).count === 1
}
