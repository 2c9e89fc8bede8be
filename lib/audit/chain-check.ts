import { type AuditKeys, commitmentOf, eventMac, NO_HASH, sealHash } from './canonical'
import type { FaultKind, FaultList } from './faults'
import type { PersonalValue } from './model'
import { type BadSeal, nameBadSeals } from './moved-rows'
import type { EventRow, SealRow } from './seal-store'

/** How many bad seals are kept, to look for rows in each other's place; the rest are counted. */
const MAX_KEPT = 200

export type ChainCheck = {
  accept: (seal: SealRow) => void
  /** Ends the chain: what is still open is judged, swaps are looked for. */
  finish: () => { lastPosition: bigint; lastHash: string; rows: number; erased: number }
}

export type ChainCheckOptions = {
  keys: AuditKeys
  record: string
  /** Where the record begins: the genesis of the last archiving, or nothing. */
  base: { position: bigint; hash: string } | null
  /** Hashes that checkpoints know, by position. */
  known: ReadonlyMap<string, string>
  faults: FaultList
}

/** Values that are not what was committed to. Erased ones (value and salt gone) are in order. */
export function changedPersonal(personal: readonly PersonalValue[]): string[] {
  return personal
    .filter(({ field, value, salt, commitment }) => {
      if (value === null && salt === null) return false
      return value === null || salt === null || commitmentOf(salt, field, value) !== commitment
    })
    .map(({ field }) => field)
}

/** True when the event is as the portal wrote it. */
export function isGenuine(keys: AuditKeys, event: EventRow): boolean {
  return eventMac(keys, event) === event.mac
}

type OpenSeal = { seal: SealRow & { event: EventRow }; genuineEvent: boolean }

function kindOf(genuineEvent: boolean, genuineSeal: boolean): FaultKind {
  if (genuineSeal) return genuineEvent ? 'seal-edited' : 'row-edited'
  return genuineEvent ? 'row-resealed' : 'row-forged'
}

/**
 * Walks the sealed order and names what is wrong. A row whose hash does not come out is judged when the next sound row
 * (or a checkpoint) is met: if that vouches for the stored hash, the seal is genuine and the row was edited; if nothing
 * does, the seal itself was made without the key. Memory is bounded, whatever is found.
 */
export function createChainCheck({ keys, record, base, known, faults }: ChainCheckOptions): ChainCheck {
  const judged: BadSeal[] = []
  let run: OpenSeal[] = []
  let position = base?.position ?? 0n
  // null: not known, since the row before is missing.
  let hash: string | null = base?.hash ?? NO_HASH
  let rows = 0
  let erased = 0

  function judgeRun(genuineSeals: boolean): void {
    for (const { seal, genuineEvent } of run) judged.push({ seal, kind: kindOf(genuineEvent, genuineSeals) })
    run = []
  }

  /** False for what is left over from before the record's beginning. */
  function checkPlace(seal: SealRow): boolean {
    const place = BigInt(seal.position)
    if (base !== null && place <= base.position) return false
    if (place <= position) {
      faults.add({ kind: 'position-repeated', position: seal.position, eventId: seal.sealedEventId })
    } else if (place > position + 1n) {
      judgeRun(false)
      const [first, last] = [String(position + 1n), String(place - 1n)]
      faults.add({ kind: 'row-deleted', position: first, lastPosition: last, eventId: null })
      hash = known.get(last) ?? null
    }
    return true
  }

  function checkHash(seal: SealRow & { event: EventRow }): void {
    const linked = hash === null || seal.previous === hash
    const genuineEvent = isGenuine(keys, seal.event)
    const place = { position: seal.position, eventId: seal.event.id }
    if (sealHash(keys, { ...seal, record }, seal.event) === seal.hash) {
      if (!linked && run.length === 0) faults.add({ kind: 'link-broken', ...place })
      if (!genuineEvent) faults.add({ kind: 'row-forged', ...place })
      judgeRun(linked)
      return
    }
    if (!linked) judgeRun(false)
    if (run.length + judged.length < MAX_KEPT) run.push({ seal, genuineEvent })
    else faults.add({ kind: kindOf(genuineEvent, false), ...place })
  }

  function accept(seal: SealRow): void {
    if (!checkPlace(seal)) return
    rows += 1
    const { event } = seal
    if (event === null) {
      judgeRun(false)
      faults.add({ kind: 'row-deleted', position: seal.position, eventId: seal.sealedEventId })
    } else {
      erased += event.personal.filter(({ value }) => value === null).length
      for (const field of changedPersonal(event.personal)) {
        faults.add({ kind: 'personal-changed', position: seal.position, eventId: event.id, detail: field })
      }
      checkHash({ ...seal, event })
    }
    const expected = known.get(seal.position)
    if (expected === seal.hash) judgeRun(true)
    else if (expected !== undefined) {
      faults.add({ kind: 'checkpoint-mismatch', position: seal.position, eventId: seal.sealedEventId })
    }
    position = BigInt(seal.position)
    hash = seal.hash
  }

  function finish() {
    judgeRun(false)
    nameBadSeals({ keys, record, bad: judged, faults })
    return { lastPosition: position, lastHash: hash ?? NO_HASH, rows, erased }
  }

  return { accept, finish }
}
