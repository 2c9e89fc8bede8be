import 'server-only'
import { forbidden } from 'next/navigation'
import { cache } from 'react'
import { orNotFound, type PageCtx, pageCtx } from '@/lib/access/loaders'
import { scopeFor } from '@/lib/access/policy'
import type { AuditEvent } from '@/lib/audit/model'
import { historyOf } from '@/lib/audit/service/history-of'
import { isAppError } from '@/lib/platform/errors'
import type { Segment, SegmentRow } from './model/segment'
import { flatten, type Place, type SegmentNode, toTree } from './model/tree'
import { type SegmentQuery, segmentQuery } from './schema'
import { getSegment, getSegmentToEdit, listPlaces, type SegmentCard } from './service/get-segment'
import { listSegments } from './service/list-segments'

type SearchParams = Record<string, string | string[] | undefined>

export type LoadedTree = {
  ctx: PageCtx
  query: SegmentQuery
  nodes: SegmentNode[]
  /** How many fit, and how many there are in all. */
  shown: number
  total: number
  cut: boolean
  tags: string[]
  mayEdit: boolean
}

/** The tree: gate, then what the address asks for. */
export async function loadTree(parameters: SearchParams): Promise<LoadedTree> {
  const ctx = await pageCtx('read:segment')
  const query = segmentQuery.parse(parameters)
  const { rows, matching, cut, mayEdit } = await listSegments(ctx, query)
  return {
    ctx,
    query,
    nodes: toTree(rows, matching),
    shown: matching === null ? rows.length : matching.size,
    total: rows.length,
    cut,
    tags: [...new Set(rows.flatMap(({ tags }) => tags))].sort(),
    mayEdit,
  }
}

/** A segment of the address as it was meant; a broken one names nothing. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

function toPlaces(rows: readonly SegmentRow[]): Place[] {
  return flatten(toTree(rows)).map(({ row, depth }) => ({ code: row.code, name: row.name, depth }))
}

export type LoadedSegment = SegmentCard & { ctx: PageCtx; places: Place[] }

/** A segment's page, or the 404 page; with the places that it may be moved to, for one who may move it. */
export const loadSegment = cache(async (code: string): Promise<LoadedSegment> => {
  const ctx = await pageCtx('read:segment')
  const card = await orNotFound(getSegment(ctx, decoded(code)))
  return { ...card, ctx, places: card.mayEdit ? toPlaces(await listPlaces(ctx, card.segment)) : [] }
})

/** A segment to be edited: 404 when it cannot be read, 403 when it can be read and not edited. */
export const loadSegmentToEdit = cache(async (code: string): Promise<{ ctx: PageCtx; segment: Segment }> => {
  const ctx = await pageCtx('edit:segment')
  try {
    return { ctx, segment: await orNotFound(getSegmentToEdit(ctx, decoded(code))) }
  } catch (error) {
    if (isAppError(error) && error.code === 'FORBIDDEN') forbidden()
    throw error
  }
})

/** The form of a new segment: the gate, and the places that it may be put. */
export async function loadNewSegment(): Promise<Place[]> {
  const ctx = await pageCtx('edit:segment')
  // Places are read too: who may only edit cannot see any.
  return scopeFor(ctx.actor, 'read:segment').reach === 'none' ? [] : toPlaces(await listPlaces(ctx, null))
}

/** The gate of the import. */
export async function loadSegmentImport(): Promise<PageCtx> {
  return await pageCtx('edit:segment')
}

/**
 * What was done to a segment, newest first. Where it stood shows only to those who may read every segment: others would
 * learn codes out of their reach.
 */
export async function loadSegmentHistory(ctx: PageCtx, segment: Segment): Promise<AuditEvent[]> {
  const events = await historyOf(ctx, { kind: 'segment', id: segment.id })
  if (scopeFor(ctx.actor, 'read:segment').reach === 'all') return events
  return events.map((event) => {
    const { parentCode, ...changes } = event.changes
    return parentCode === undefined ? event : { ...event, changes }
  })
}
