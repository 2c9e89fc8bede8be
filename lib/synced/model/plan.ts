import { type Changes, type FedRecord, type SyncEntry, type SyncedField, sourceName } from '../model'

/** A record that is there, as far as any sync looks at it. */
export type PresentRecord = {
  id: string
  code: string
  name: string
  version: number
  source: string
  upstreamId: string | null
  syncedFields: readonly SyncedField[]
  goneAt: Date | null
}

/** A row that was found good: texts as the portal keeps them. */
export type JudgedRecord = Pick<FedRecord, 'upstreamId' | 'label' | 'code'> & {
  /** Good, and yet something is to be told of it. */
  notes?: readonly string[]
}

/** A row as it was told, what was found good of it, or all that is wrong with it. */
export type JudgedRow<F extends FedRecord, J extends JudgedRecord> = {
  fed: F
  judged: J | null
  faults: readonly string[]
}

export type RecordWrite<P extends PresentRecord> = {
  code: string
  present: P | null
  upstreamId: string
  changes: Changes
}

export type Planned<P extends PresentRecord, W extends RecordWrite<P>> = {
  entry: SyncEntry
  write: W | null
  /** Seen upstream and as it is here: only its age changes. */
  seen: P['id'] | null
  gone: P | null
}

export type Ground<P extends PresentRecord> = {
  source: string
  fields: readonly SyncedField[]
  /** `segment`: what people call such a record. */
  noun: string
  /** Those of this source, by upstream id. */
  ours: ReadonlyMap<string, P>
  /** Whose a code is, or was where codes are never given twice; in lower case. */
  holders: ReadonlyMap<string, P>
}

/** Those of a source, by upstream id. */
export function byUpstreamId<P extends PresentRecord>(
  source: string,
  present: readonly P[],
): ReadonlyMap<string, P> {
  const ours = present.filter((record) => record.source === source && record.upstreamId !== null)
  return new Map(ours.map((record) => [record.upstreamId ?? '', record]))
}

/**
 * What a sync does with each row, and why. A code that is somebody else's is told and nothing is overwritten. `toWrite`
 * says what becomes of a record that a row falls on, null for a new one: with the fields that differ.
 */
export function planRows<
  F extends FedRecord,
  J extends JudgedRecord,
  P extends PresentRecord,
  W extends RecordWrite<P>,
>(
  rows: readonly JudgedRow<F, J>[],
  ground: Ground<P>,
  toWrite: (judged: J, present: P | null) => W,
): Planned<P, W>[] {
  const codes = new Map<string, FedRecord[]>()
  for (const { fed, judged } of rows) {
    if (judged === null) continue
    const key = judged.code.toLowerCase()
    codes.set(key, [...(codes.get(key) ?? []), fed])
  }
  const told = new Set(rows.map(({ fed }) => fed.upstreamId))
  return rows.map(({ fed, judged, faults }) => {
    if (judged === null) return refuse<P, W>(fed, fed.code, faults)
    const key = judged.code.toLowerCase()
    const twins = (codes.get(key) ?? []).filter(({ upstreamId }) => upstreamId !== fed.upstreamId)
    if (twins.length > 0) {
      const others = twins.map(({ label }) => label).join(', ')
      return refuse<P, W>(fed, judged.code, [
        `Its code is that of ${others} too: give each a code of its own.`,
      ])
    }
    const holder = ground.holders.get(key) ?? null
    const present = ground.ours.get(fed.upstreamId) ?? adopted(holder, key, { ground, told })
    if (holder !== null && holder.id !== present?.id)
      return refuse<P, W>(fed, judged.code, [takenWords(holder, judged.code, ground)])
    return toPlanned(judged, toWrite(judged, present), ground)
  })
}

export function refuse<P extends PresentRecord, W extends RecordWrite<P>>(
  fed: FedRecord,
  code: string,
  reasons: readonly string[],
): Planned<P, W> {
  const entry: SyncEntry = { label: fed.label, code, outcome: 'refuse', reasons, changes: {} }
  return { entry, write: null, seen: null, gone: null }
}

/** Made anew upstream under the same code: the record here goes on. */
function adopted<P extends PresentRecord>(
  holder: P | null,
  key: string,
  { ground, told }: { ground: Ground<P>; told: ReadonlySet<string> },
): P | null {
  if (holder === null || holder.source !== ground.source || holder.upstreamId === null) return null
  return told.has(holder.upstreamId) || holder.code.toLowerCase() !== key ? null : holder
}

function takenWords(holder: PresentRecord, code: string, { source, noun }: Ground<PresentRecord>): string {
  if (holder.code.toLowerCase() !== code.toLowerCase())
    return `The code ${code} was once that of ${holder.code}, and still leads there: choose another code.`
  if (holder.source === source)
    return `The code ${holder.code} is still that of another record that comes from here.`
  const whose =
    holder.source === 'portal'
      ? `a ${noun} kept in the portal`
      : `a ${noun} that comes from ${sourceName(holder.source)}`
  return `The code ${holder.code} is that of ${whose}, which is not written over: rename one of the two.`
}

function toPlanned<J extends JudgedRecord, P extends PresentRecord, W extends RecordWrite<P>>(
  { code, label, upstreamId, notes = [] }: J,
  drawn: W,
  { fields }: Ground<P>,
): Planned<P, W> {
  const { present } = drawn
  const isBack = present !== null && present.goneAt !== null
  const changes: Changes = isBack
    ? { ...drawn.changes, gone: { before: present.goneAt?.toISOString() ?? null, after: null } }
    : drawn.changes
  const isSame = present !== null && Object.keys(changes).length === 0
  // The link to its origin is no change that anybody reads of; it is written all the same.
  const relinked =
    present !== null &&
    (present.upstreamId !== upstreamId || JSON.stringify(present.syncedFields) !== JSON.stringify(fields))
  const outcome = present === null ? 'add' : isSame ? 'same' : 'change'
  const isLeft = isSame && !relinked
  return {
    entry: { label, code, outcome, reasons: notes, changes },
    write: isLeft ? null : { ...drawn, changes },
    seen: isLeft ? present.id : null,
    gone: null,
  }
}

/** What is here and no longer told, beside what was planned: it stays, marked so. */
export function planGone<P extends PresentRecord, W extends RecordWrite<P>>(
  rows: readonly { fed: FedRecord }[],
  { ours }: Pick<Ground<P>, 'ours'>,
  planned: readonly Planned<P, W>[],
): Planned<P, W>[] {
  const told = new Set(rows.map(({ fed }) => fed.upstreamId))
  const written = new Set(planned.map(({ write }) => write?.present?.id))
  return [...ours].flatMap(([upstreamId, record]) =>
    told.has(upstreamId) || written.has(record.id) || record.goneAt !== null ? [] : [toGone<P, W>(record)],
  )
}

function toGone<P extends PresentRecord, W extends RecordWrite<P>>(present: P): Planned<P, W> {
  const { code, name } = present
  const reasons = [
    'It is no longer told: gone, or no longer visible to the portal’s account. It stays here, marked so.',
  ]
  return {
    entry: { label: `“${name}”`, code, outcome: 'gone', reasons, changes: {} },
    write: null,
    seen: null,
    gone: present,
  }
}
