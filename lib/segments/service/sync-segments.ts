import { z } from 'zod'
import type { Ctx, Right } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordRefusal } from '@/lib/audit/service'
import { recordMany } from '@/lib/audit/service/record-many'
import type { Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import type { SegmentParameter } from '../model/parameter'
import { MAX_SEGMENTS } from '../model/segment'
import { type FedSegment, type SegmentFeed, type SyncPlan, toSyncPlan } from '../model/synced'
import { lockTree, placeAll } from '../repository/record'
import { insertFed, listPresent, markGone, markSeen, updateFed } from '../repository/synced'
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
import { versionConflict } from './reach'

const ACTION = 'segment.synced'

/**
 * What carrying a feed out would do with each segment, and why. Writes nothing. Needs `read:segment` on all of them, since
 * what it tells is not held to a part.
 * @throws AppError FORBIDDEN; VALIDATION for more segments than the portal holds
 */
export async function planSegmentSync(ctx: Ctx, feed: SegmentFeed): Promise<SyncPlan> {
  await requireWhole(ctx, 'read:segment')
  const planned = plan(feed, judge(feed), await listPresent())
  return toSyncPlan(planned.map(({ entry }) => entry))
}

/**
 * Carries a feed out within the caller's transaction: all that is good, with a row of the audit record each. Fields that
 * the feed does not name stay as they are. Needs `edit:segment` on all segments.
 * @throws AppError as the plan; VERSION_CONFLICT when somebody saved one of them meanwhile: nothing is written then
 */
export async function applySegmentSync(tx: Tx, ctx: Ctx, feed: SegmentFeed): Promise<SyncPlan> {
  await requireWhole(ctx, 'edit:segment')
  const rows = judge(feed)
  await lockTree(tx)
  const planned = plan(feed, rows, await listPresent(tx))
  const writes = planned.flatMap(({ write }) => (write === null ? [] : [write]))
  await addAll(tx, ctx, feed, writes)
  await changeAll(tx, ctx, feed, writes)
  await placeAll(tx, placesOf(planned, writes))
  await endGone(tx, ctx, feed, planned)
  const seen = planned.flatMap(({ seen: id }) => (id === null ? [] : [id]))
  await markSeen(tx, seen, feed.asOf)
  return toSyncPlan(planned.map(({ entry }) => entry))
}

/** For whoever begins a sync: nobody reads what they may not carry out. @throws AppError FORBIDDEN, recorded */
export async function requireSegmentSync(ctx: Ctx): Promise<void> {
  await requireWhole(ctx, 'edit:segment')
}

/** A right held to a part would be no right here: what is told and written is not held to one. */
async function requireWhole(ctx: Ctx, right: Right): Promise<void> {
  const subject = { kind: 'segment', id: '*' }
  const scope = await requireRight(ctx, right, { ...subject, action: ACTION })
  if (scope.reach === 'all') return
  await recordRefusal(ctx, { action: ACTION, subject, right })
  throw new AppError('FORBIDDEN', { details: { right } })
}

/** Nothing at all is more likely a right that was lost there than the end of every record. */
function plan(
  feed: SegmentFeed,
  rows: readonly JudgedRow[],
  present: readonly PresentSegment[],
): PlannedSync[] {
  const ours = present.filter(({ source, goneAt }) => source === feed.source && goneAt === null).length
  if (rows.length > 0 || ours === 0) return planSync(rows, { ...feed, present })
  const words = `No record was told, and ${ours} are here: nothing is marked as gone. See whether the portal’s account still sees the database.`
  throw new AppError('VALIDATION', { fieldErrors: { _: [words] } })
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
  tagList.parse([...feed.tags])
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

function fieldsOf({ draft, code, upstreamId }: SyncWrite) {
  return { ...draft, code, upstreamId }
}

function originOf(feed: SegmentFeed) {
  return { source: feed.source, syncedFields: feed.fields, asOf: feed.asOf }
}

async function addAll(tx: Tx, ctx: Ctx, feed: SegmentFeed, writes: readonly SyncWrite[]): Promise<void> {
  const added = writes.filter(({ present }) => present === null)
  const origin = { ...originOf(feed), isDemo: feed.isDemo, now: ctx.now() }
  const ids = await insertFed(tx, added.map(fieldsOf), origin)
  const entries = added.map(({ code, changes }) => {
    const id = ids.get(code.toLowerCase())
    if (id === undefined) throw new AppError('INTERNAL', { details: { reason: 'not inserted', code } })
    return { action: ACTION, subject: { kind: 'segment', id }, changes }
  })
  await recordMany(tx, ctx, entries)
}

async function changeAll(tx: Tx, ctx: Ctx, feed: SegmentFeed, writes: readonly SyncWrite[]): Promise<void> {
  const wanted = writes.flatMap((write) =>
    write.present === null
      ? []
      : [
          {
            ...fieldsOf(write),
            id: write.present.id,
            version: write.present.version,
            changes: write.changes,
          },
        ],
  )
  const written = await updateFed(tx, wanted, { ...originOf(feed), now: ctx.now() })
  const missed = wanted.find(({ id }) => !written.has(id))
  if (missed !== undefined) throw versionConflict(missed.version, null)
  const entries = wanted
    .filter(({ changes }) => Object.keys(changes).length > 0)
    .map(({ id, changes }) => ({ action: ACTION, subject: { kind: 'segment', id }, changes }))
  await recordMany(tx, ctx, entries)
}

/** Where what is written goes, by the codes that hold once it is. */
function placesOf(planned: readonly PlannedSync[], writes: readonly SyncWrite[]) {
  const codes = new Map(planned.map(({ write }) => [write?.upstreamId, write?.code.toLowerCase()]))
  return writes.flatMap(({ code, parentUpstreamId, changes }) => {
    if (parentUpstreamId === undefined) return []
    const parent = codes.get(parentUpstreamId ?? '') ?? changes.parentCode?.after
    return [{ key: code.toLowerCase(), parentKey: parent == null ? null : String(parent).toLowerCase() }]
  })
}

async function endGone(tx: Tx, ctx: Ctx, feed: SegmentFeed, planned: readonly PlannedSync[]): Promise<void> {
  const gone = planned.flatMap(({ gone: present }) => (present === null ? [] : [present]))
  await markGone(
    tx,
    gone.map(({ id }) => id),
    { goneAt: feed.asOf, now: ctx.now() },
  )
  const changes = { gone: { before: null, after: feed.asOf.toISOString() } }
  await recordMany(
    tx,
    ctx,
    gone.map(({ id }) => ({ action: ACTION, subject: { kind: 'segment', id }, changes })),
  )
}
