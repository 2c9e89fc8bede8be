import { type AuditKeys, commitmentOf, eventMac, NO_HASH, sealHash } from './canonical'
import type { FaultKind, FaultList } from './faults'
import type { PersonalValue } from './model'
import { type BadSeal, nameBadSeals } from './moved-rows'
import type { EventRow, SealRow } from './seal-store'

/** How many bad seals are kept, to look for rows in each other's place; the rest are counted. */
const MAX_KEPT = 200

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
export class ChainCheck {
  readonly #options: ChainCheckOptions
  readonly #judged: BadSeal[] = []
  #run: OpenSeal[] = []
  #position: bigint
  /** null: not known, since the row before is missing. */
  #hash: string | null
  #rows = 0
  #erased = 0

  constructor(options: ChainCheckOptions) {
    this.#options = options
    this.#position = options.base?.position ?? 0n
    this.#hash = options.base?.hash ?? NO_HASH
  }

  accept(seal: SealRow): void {
    const { known, faults } = this.#options
    if (!this.#checkPlace(seal)) return
    this.#rows += 1
    if (seal.event === null) {
      this.#judgeRun(false)
      faults.add({ kind: 'row-deleted', position: seal.position, eventId: seal.sealedEventId })
    } else {
      this.#checkPersonal(seal.position, seal.event)
      this.#checkHash({ ...seal, event: seal.event })
    }
    const expected = known.get(seal.position)
    if (expected === seal.hash) this.#judgeRun(true)
    else if (expected !== undefined) {
      faults.add({ kind: 'checkpoint-mismatch', position: seal.position, eventId: seal.sealedEventId })
    }
    this.#position = BigInt(seal.position)
    this.#hash = seal.hash
  }

  /** Ends the chain: what is still open is judged, rows in each other's place are looked for. */
  finish(): { lastPosition: bigint; lastHash: string; rows: number; erased: number } {
    this.#judgeRun(false)
    const { keys, record, faults } = this.#options
    nameBadSeals({ keys, record, bad: this.#judged, faults })
    return {
      lastPosition: this.#position,
      lastHash: this.#hash ?? NO_HASH,
      rows: this.#rows,
      erased: this.#erased,
    }
  }

  #judgeRun(genuineSeals: boolean): void {
    for (const { seal, genuineEvent } of this.#run)
      this.#judged.push({ seal, kind: kindOf(genuineEvent, genuineSeals) })
    this.#run = []
  }

  /** False for what is left over from before the record's beginning. */
  #checkPlace(seal: SealRow): boolean {
    const { base, known, faults } = this.#options
    const place = BigInt(seal.position)
    if (base !== null && place <= base.position) return false
    if (place <= this.#position) {
      faults.add({ kind: 'position-repeated', position: seal.position, eventId: seal.sealedEventId })
    } else if (place > this.#position + 1n) {
      this.#judgeRun(false)
      const [first, last] = [String(this.#position + 1n), String(place - 1n)]
      faults.add({ kind: 'row-deleted', position: first, lastPosition: last, eventId: null })
      this.#hash = known.get(last) ?? null
    }
    return true
  }

  #checkPersonal(position: string, event: EventRow): void {
    this.#erased += event.personal.filter(({ value }) => value === null).length
    for (const field of changedPersonal(event.personal)) {
      this.#options.faults.add({ kind: 'personal-changed', position, eventId: event.id, detail: field })
    }
  }

  #checkHash(seal: SealRow & { event: EventRow }): void {
    const { keys, record, faults } = this.#options
    const linked = this.#hash === null || seal.previous === this.#hash
    const genuineEvent = isGenuine(keys, seal.event)
    const place = { position: seal.position, eventId: seal.event.id }
    if (sealHash(keys, { ...seal, record }, seal.event) === seal.hash) {
      if (!linked && this.#run.length === 0) faults.add({ kind: 'link-broken', ...place })
      if (!genuineEvent) faults.add({ kind: 'row-forged', ...place })
      this.#judgeRun(linked)
      return
    }
    if (!linked) this.#judgeRun(false)
    if (this.#run.length + this.#judged.length < MAX_KEPT) this.#run.push({ seal, genuineEvent })
    else faults.add({ kind: kindOf(genuineEvent, false), ...place })
  }
}
