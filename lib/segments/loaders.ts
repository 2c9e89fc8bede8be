import 'server-only'
import { forbidden } from 'next/navigation'
import { after } from 'next/server'
import { cache } from 'react'
import { orNotFound, type PageCtx, pageCtx } from '@/lib/access/loaders'
import { scopeFor } from '@/lib/access/policy'
import type { AuditEvent } from '@/lib/audit/model'
import { isPinned, recordView } from '@/lib/personal/service'
import { isAppError } from '@/lib/platform/errors'
import { logger } from '@/lib/platform/logger'
import type { Segment, SegmentRow } from './model/segment'
import { flatten, type Place, type SegmentNode, toTree } from './model/tree'
import { type SegmentQuery, segmentCode, segmentQuery } from './schema'
import {
  getSegment,
  getSegmentToEdit,
  listPlaces,
  type SegmentCard,
  type SegmentToEdit,
} from './service/get-segment'
import { listSegments } from './service/list-segments'
import { segmentHistory } from './service/segment-history'

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

function toPlaces(rows: readonly SegmentRow[] | null): Place[] | null {
  if (rows === null) return null
  return flatten(toTree(rows)).map(({ row: { code, name, status }, depth }) => {
    return { code, name, depth, archived: status === 'archived' }
  })
}

/** `places`: null where there are too many to choose from. */
export type LoadedSegment = SegmentCard & { ctx: PageCtx; places: Place[] | null; pinned: boolean }

/**
 * A segment's page, or the 404 page; with the places that it may be moved to, for one who may move it. That it was opened
 * is noted when the answer has gone out.
 */
export const loadSegment = cache(async (code: string): Promise<LoadedSegment> => {
  const ctx = await pageCtx('read:segment')
  const card = await orNotFound(getSegment(ctx, decoded(code)))
  after(() =>
    recordView(ctx, 'segment', card.segment.id).catch((error: unknown) =>
      logger.warn({ err: error, requestId: ctx.requestId }, 'an opened segment could not be noted'),
    ),
  )
  const [places, pinned] = await Promise.all([
    card.mayMove ? listPlaces(ctx, card.segment) : [],
    isPinned(ctx, 'segment', card.segment.id),
  ])
  return { ...card, ctx, places: toPlaces(places), pinned }
})

/** A segment to be edited: 404 when it cannot be read, 403 when it can be read and not edited. */
export const loadSegmentToEdit = cache(async (code: string): Promise<SegmentToEdit> => {
  const ctx = await pageCtx('edit:segment')
  try {
    return await orNotFound(getSegmentToEdit(ctx, decoded(code)))
  } catch (error) {
    if (isAppError(error) && error.code === 'FORBIDDEN') forbidden()
    throw error
  }
})

/** The form of a new segment: the gate, the places that it may be put, and the one that the address asks for. */
export async function loadNewSegment(parent: unknown): Promise<{ places: Place[] | null; chosen: string }> {
  const ctx = await pageCtx('edit:segment')
  // Places are read too: who may only edit cannot see any.
  if (scopeFor(ctx.actor, 'read:segment').reach === 'none') return { places: [], chosen: '' }
  const places = toPlaces(await listPlaces(ctx, null))
  const asked = segmentCode.catch('').parse(parent)
  const fits = places === null || places.some(({ code, archived }) => code === asked && !archived)
  return { places, chosen: fits ? asked : '' }
}

/** The gate of the import. */
export async function loadSegmentImport(): Promise<PageCtx> {
  return await pageCtx('edit:segment')
}

/** What was done to a segment that `loadSegment` found for the reader, newest first. */
export async function loadSegmentHistory(ctx: PageCtx, segment: Segment): Promise<AuditEvent[]> {
  return await segmentHistory(ctx, segment)
}
