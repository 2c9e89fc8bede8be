import { createHash } from 'node:crypto'
import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordRefusal } from '@/lib/audit/service'
import { recordMany } from '@/lib/audit/service/record-many'
import { inLongTransaction, type Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { type PlannedSteps, planSteps, writePlanned } from '@/lib/products/service/exchange-steps'
import { checkDocument } from '../b2mml/check-document'
import { fromB2mml } from '../b2mml/from-b2mml'
import {
  type Ground,
  type KnownSegment,
  type PlannedSegment,
  planSegments,
  type SegmentWritePlan,
} from '../import-plan'
import { type ImportPlan, MAX_EXCHANGED, type ReadExchange } from '../model/exchange'
import { toSegmentDraft } from '../model/segment'
import { canEdit, canRead, canSaveAs } from '../policy'
import { listParents } from '../repository/list'
import {
  insertSegments,
  listWhole,
  lockTree,
  placeAll,
  type StoredSegment,
  updateAll,
} from '../repository/record'
import { seenBy, userIdOf, versionConflict } from './reach'

const ACTION = 'segment.imported'
const MAX_CODES = 10_000
const IMPORT_TIMEOUT_MS = 120_000

/**
 * What an import of a B2MML document would do, record by record, and why. Writes nothing.
 * @throws AppError FORBIDDEN without `edit:segment`; VALIDATION when the document does not hold to the schema
 */
export async function planImport(ctx: Ctx, document: string): Promise<ImportPlan> {
  await requireRight(ctx, 'edit:segment', { kind: 'segment', id: '*', action: ACTION })
  return toPlan(await prepare(ctx, undefined, readDocument(document)))
}

export type ImportInput = {
  document: string
  /** The plan that was shown; another one is not carried out. Left out: whatever the plan is. */
  fingerprint?: string | undefined
}

/**
 * Carries the plan out in one transaction: all of it or nothing.
 * @throws AppError FORBIDDEN, VALIDATION as the plan; CONFLICT when the plan is no longer the one that was shown
 */
export async function importSegments(ctx: Ctx, input: ImportInput): Promise<ImportPlan> {
  await requireRight(ctx, 'edit:segment', { kind: 'segment', id: '*', action: ACTION })
  const read = readDocument(input.document)
  return await inLongTransaction(IMPORT_TIMEOUT_MS, async (tx) => {
    await lockTree(tx)
    const prepared = await prepare(ctx, tx, read)
    const plan = toPlan(prepared)
    if (input.fingerprint !== undefined && input.fingerprint !== plan.fingerprint) {
      throw new AppError('CONFLICT', { details: { reason: 'plan changed' } })
    }
    await carryOut(tx, ctx, prepared)
    return plan
  })
}

function readDocument(text: string): ReadExchange {
  const { document, faults } = checkDocument(text)
  if (document === null) throw new AppError('VALIDATION', { fieldErrors: { document: faults } })
  const read = fromB2mml(document)
  const count = read.segments.length + read.products.length
  if (count > 0 && count <= MAX_EXCHANGED) return read
  const words =
    count === 0
      ? 'The document holds no process segment and no operations definition.'
      : `The document holds ${count} records; at most ${MAX_EXCHANGED} are taken at once.`
  throw new AppError('VALIDATION', { fieldErrors: { document: [words] } })
}

type Prepared = { segments: PlannedSegment[]; steps: PlannedSteps[] }

async function prepare(ctx: Ctx, tx: Tx | undefined, read: ReadExchange): Promise<Prepared> {
  const named = [
    ...read.segments.flatMap(({ code, value }) => [code, value?.parentCode ?? code]),
    ...read.products.flatMap(({ value }) => value?.steps.map(({ segmentCode }) => segmentCode) ?? []),
  ]
  const keys = [...new Set(named.map((code) => code.toLowerCase()))]
  if (keys.length > MAX_CODES) {
    const words = `The document names ${keys.length} segments; at most ${MAX_CODES} are looked up at once.`
    throw new AppError('VALIDATION', { fieldErrors: { document: [words] } })
  }
  const found = await listWhole(keys, tx)
  const known = new Map(found.map((segment) => [segment.code.toLowerCase(), toKnown(ctx, segment)]))
  const ground: Ground = {
    known,
    parents: await listParents(tx),
    maySaveAs: (tags, of) => canSaveAs(ctx.actor, tags, of === null ? userIdOf(ctx.actor) : of.ownerId),
  }
  const segments = planSegments(read.segments, ground)
  await recordRefused(ctx, read, known)
  const usable = new Map<string, string>()
  for (const [key, { code, mayRead }] of known) if (mayRead) usable.set(key, code)
  for (const { write } of segments) if (write !== null) usable.set(write.code.toLowerCase(), write.code)
  return { segments, steps: await planSteps(ctx, tx, { products: read.products, usable }) }
}

/** What the file would change and the one who imports may not. */
async function recordRefused(
  ctx: Ctx,
  read: ReadExchange,
  known: ReadonlyMap<string, KnownSegment>,
): Promise<void> {
  for (const { code } of read.segments) {
    const found = known.get(code.toLowerCase())
    if (found === undefined || found.mayEdit) continue
    const right = found.mayRead ? 'edit:segment' : 'read:segment'
    await recordRefusal(ctx, { action: ACTION, subject: { kind: 'segment', id: found.id }, right })
  }
}

function toKnown(ctx: Ctx, segment: StoredSegment): KnownSegment {
  const { id, code, version, status, source, syncedFields, owner } = segment
  const seen = seenBy(ctx.actor, segment)
  return {
    ...toSegmentDraft(seen),
    parentCode: seen.parent?.code ?? null,
    hiddenParentCode: seen.parent === null ? (segment.parent?.code ?? null) : null,
    ...{ id, code, version, status, source, syncedFields },
    ownerId: owner?.id ?? null,
    mayRead: canRead(ctx.actor, segment),
    mayEdit: canEdit(ctx.actor, segment),
  }
}

function toPlan({ segments, steps }: Prepared): ImportPlan {
  const entries = [...segments, ...steps].map(({ entry }) => entry)
  const fingerprint = createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, 32)
  return { entries, fingerprint }
}

async function carryOut(tx: Tx, ctx: Ctx, { segments, steps }: Prepared): Promise<void> {
  const writes = segments.flatMap(({ write }) => (write === null ? [] : [write]))
  await addAll(
    tx,
    ctx,
    writes.filter(({ known }) => known === null),
  )
  await changeAll(tx, ctx, writes)
  // What a segment stands below may be made after it: all are placed at the end.
  await placeAll(
    tx,
    writes.flatMap(({ code, parentKey }) =>
      parentKey === undefined ? [] : [{ key: code.toLowerCase(), parentKey }],
    ),
  )
  const wanted = steps.flatMap(({ write }) => (write === null ? [] : [write]))
  const codes = wanted.flatMap((write) => write.steps.map(({ segmentCode }) => segmentCode.toLowerCase()))
  const found = codes.length === 0 ? [] : await listWhole([...new Set(codes)], tx)
  const idOf = new Map(found.map(({ code, id }) => [code.toLowerCase(), id as string]))
  await writePlanned(tx, ctx, { writes: wanted, idOf })
}

async function addAll(tx: Tx, ctx: Ctx, writes: readonly SegmentWritePlan[]): Promise<void> {
  const ownerId = userIdOf(ctx.actor)
  const rows = writes.map(({ code, draft, status }) => ({ ...draft, code, status, ownerId }))
  const ids = await insertSegments(tx, rows, ctx.now())
  const entries = writes.map(({ code, changes }) => {
    const id = ids.get(code.toLowerCase())
    if (id === undefined) throw new AppError('INTERNAL', { details: { reason: 'not inserted', code } })
    const all = { code: { before: null, after: code }, ...changes }
    return { action: ACTION, subject: { kind: 'segment', id }, changes: all }
  })
  await recordMany(tx, ctx, entries)
}

async function changeAll(tx: Tx, ctx: Ctx, writes: readonly SegmentWritePlan[]): Promise<void> {
  const wanted = writes.flatMap(({ draft, status, changes, known }) =>
    known === null ? [] : [{ write: { ...draft, status, id: known.id, version: known.version }, changes }],
  )
  const written = await updateAll(
    tx,
    wanted.map(({ write }) => write),
    ctx.now(),
  )
  const missed = wanted.find(({ write }) => !written.has(write.id))
  if (missed !== undefined) throw versionConflict(missed.write.version, null)
  const entries = wanted.map(({ write, changes }) => ({
    action: ACTION,
    subject: { kind: 'segment', id: write.id },
    changes,
  }))
  await recordMany(tx, ctx, entries)
}
