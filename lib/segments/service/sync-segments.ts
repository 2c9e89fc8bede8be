import { z } from 'zod'
import type { Ctx } from '@/lib/access/model'
import type { Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { originOf, type SyncPlan, toSyncPlan } from '@/lib/synced/model'
import { carryOut, type SyncedKind } from '@/lib/synced/service/carry-out'
import { requireTags, requireTold, requireWhole } from '@/lib/synced/service/checks'
import { recordReleased } from '@/lib/synced/service/record-released'
import type { SegmentParameter } from '../model/parameter'
import { MAX_SEGMENTS } from '../model/segment'
import type { FedSegment, SegmentFeed } from '../model/synced'
import { lockTree, placeAll } from '../repository/record'
import { insertFed, listPresent, markGone, markSeen, releaseOfSource, updateFed } from '../repository/synced'
import {
  durationField,
  parameterShape,
  segmentCode,
  segmentDescription,
  segmentName,
  tagList,
} from '../schema'
import { type JudgedRow, type PlannedSync, type PresentSegment, planSync, type SyncWrite } from '../sync-plan'
import { unitFault } from '../ucum'

const OF = { kind: 'segment', action: 'segment.synced' }

/**
 * What carrying a feed out would do with each segment, and why. Writes nothing. Needs `read:segment` on all of them, since
 * what it tells is not held to a part.
 * @throws AppError FORBIDDEN; VALIDATION for more segments than the portal holds
 */
export async function planSegmentSync(ctx: Ctx, feed: SegmentFeed): Promise<SyncPlan> {
  await requireWhole(ctx, 'read:segment', OF)
  const planned = plan(feed, judge(feed), await listPresent())
  return toSyncPlan(planned.map(({ entry }) => entry))
}

/**
 * Carries a feed out within the caller's transaction: all that is good, with a row of the audit record each. Fields that
 * the feed does not name stay as they are. Needs `edit:segment` on all segments.
 * @throws AppError as the plan; VERSION_CONFLICT when somebody saved one of them meanwhile: nothing is written then
 */
export async function applySegmentSync(tx: Tx, ctx: Ctx, feed: SegmentFeed): Promise<SyncPlan> {
  await requireWhole(ctx, 'edit:segment', OF)
  const rows = judge(feed)
  await lockTree(tx)
  const planned = plan(feed, rows, await listPresent(tx))
  const carried = await carryOut(tx, ctx, feed, { planned, of: kindOf(ctx, feed) })
  await placeAll(tx, placesOf(planned))
  return carried
}

/** For whoever begins a sync: nobody reads what they may not carry out. @throws AppError FORBIDDEN, recorded */
export async function requireSegmentSync(ctx: Ctx): Promise<void> {
  await requireWhole(ctx, 'edit:segment', OF)
}

/**
 * Makes the segments that a source fed the portal's own, as they are, within the caller's transaction: for a source that is
 * no more. Needs what a sync needs. @returns how many they are @throws AppError FORBIDDEN
 */
export async function releaseSegments(tx: Tx, ctx: Ctx, { source }: { source: string }): Promise<number> {
  await requireSegmentSync(ctx)
  const released = await releaseOfSource(tx, source, ctx.now())
  return await recordReleased(tx, ctx, { kind: OF.kind, source, released })
}

function plan(
  feed: SegmentFeed,
  rows: readonly JudgedRow[],
  present: readonly PresentSegment[],
): PlannedSync[] {
  requireTold(feed, present)
  return planSync(rows, { ...feed, present })
}

// ---------------------------------------------------------------- what is good of a row

const shape = z.object({
  code: segmentCode,
  name: segmentName,
  description: segmentDescription.optional(),
  duration: durationField.optional(),
})

function judge(feed: SegmentFeed): JudgedRow[] {
  if (feed.rows.length > MAX_SEGMENTS) {
    const words = `It holds ${feed.rows.length} records; the portal holds at most ${MAX_SEGMENTS} segments.`
    throw new AppError('VALIDATION', { fieldErrors: { _: [words] } })
  }
  requireTags(tagList.safeParse([...feed.tags]))
  return feed.rows.map(judgeRow)
}

function judgeRow(fed: FedSegment): JudgedRow {
  const { code, name, description, duration } = fed
  const parsed = shape.safeParse({ code, name, description, duration })
  const parameters = fed.parameters.map(judgeParameter)
  const faults = [
    ...fed.faults,
    ...(parsed.success ? [] : firstOfEach(parsed.error.issues)),
    ...parameters.flatMap(({ faults: some }) => some),
  ]
  if (!parsed.success || faults.length > 0) return { fed, judged: null, faults: [...new Set(faults)] }
  const good = parameters.flatMap(({ parameter }) => (parameter === null ? [] : [parameter]))
  const { faults: _, ...told } = fed
  return {
    fed,
    judged: {
      ...told,
      ...parsed.data,
      description: fed.description === undefined ? undefined : parsed.data.description,
      duration: fed.duration === undefined ? undefined : parsed.data.duration,
      parameters: good,
    },
    faults: [],
  }
}

/** One word a field is enough: an empty code is not told of its letters too. */
function firstOfEach(issues: readonly z.core.$ZodIssue[]): string[] {
  return [
    ...new Map(issues.toReversed().map(({ path, message }) => [path.join('.'), message])).values(),
  ].reverse()
}

function judgeParameter(told: SegmentParameter): { parameter: SegmentParameter | null; faults: string[] } {
  const parsed = parameterShape.safeParse(told)
  if (!parsed.success) {
    return { parameter: null, faults: parsed.error.issues.map(({ message }) => `${told.id}: ${message}`) }
  }
  const fault = parsed.data.unit === null ? null : unitFault(parsed.data.unit)
  return fault === null
    ? { parameter: parsed.data, faults: [] }
    : { parameter: null, faults: [`${told.id}: ${fault}`] }
}

// ---------------------------------------------------------------- writing

function kindOf(ctx: Ctx, feed: SegmentFeed): SyncedKind<PresentSegment, SyncWrite> {
  const origin = { ...originOf(feed), now: ctx.now() }
  return {
    ...OF,
    namesVersion: false,
    insert: (tx, writes) => insertFed(tx, writes.map(fieldsOf), { ...origin, isDemo: feed.isDemo }),
    update: (tx, writes) =>
      updateFed(
        tx,
        writes.map((write) => ({ ...fieldsOf(write), id: write.present.id, version: write.present.version })),
        origin,
      ),
    markSeen: (tx, ids) => markSeen(tx, ids, feed.asOf),
    markGone: (tx, ids) => markGone(tx, ids, { goneAt: feed.asOf, now: ctx.now() }),
  }
}

function fieldsOf({ draft, code, upstreamId }: SyncWrite) {
  return { ...draft, code, upstreamId }
}

/** Where what is written goes, by the codes that hold once it is. */
function placesOf(planned: readonly PlannedSync[]) {
  const codes = new Map(planned.map(({ write }) => [write?.upstreamId, write?.code.toLowerCase()]))
  return planned.flatMap(({ write }) => {
    if (write?.parentUpstreamId === undefined) return []
    const parent = codes.get(write.parentUpstreamId ?? '') ?? write.changes.parentCode?.after
    const parentKey = parent == null ? null : String(parent).toLowerCase()
    return [{ key: write.code.toLowerCase(), parentKey }]
  })
}
