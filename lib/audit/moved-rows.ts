import { type AuditKeys, sealHash } from './canonical'
import type { FaultKind, FaultList } from './faults'
import type { EventRow, SealRow } from './seal-store'

/** A seal whose hash does not come out, and what that is called unless its row turns out to have been moved. */
export type BadSeal = { seal: SealRow & { event: EventRow }; kind: FaultKind }

type Sealed = BadSeal['seal']

/**
 * True when `one` comes out in the place of `other`: as it is, or with the other's id, personal values or own hash
 * (contents exchanged between rows that kept those), or, as a seal, at the other's position.
 */
function belongsAt(keys: AuditKeys, record: string, one: Sealed, other: Sealed): boolean {
  const fits = (seal: Sealed, event: EventRow, position: string) =>
    sealHash(keys, { ...seal, record, position }, event) === seal.hash
  if (fits(one, one.event, other.position)) return true
  if (fits(other, one.event, other.position)) return true
  return [one.event.mac, other.event.mac].some((mac) =>
    [one.event.personal, other.event.personal].some((personal) =>
      fits(other, { ...one.event, id: other.event.id, mac, personal }, other.position),
    ),
  )
}

/** Names each bad seal; two in each other's place as one fault, and one that stood elsewhere as moved. */
export function nameBadSeals(found: {
  keys: AuditKeys
  record: string
  bad: readonly BadSeal[]
  faults: FaultList
}): void {
  const { keys, record, bad, faults } = found
  const cameFrom = new Map<string, string>()
  for (const { seal } of bad) {
    const home = bad.find(({ seal: other }) => other !== seal && belongsAt(keys, record, seal, other))
    if (home !== undefined) cameFrom.set(seal.position, home.seal.position)
  }
  for (const { seal, kind } of bad) {
    const place = { position: seal.position, eventId: seal.event.id }
    const from = cameFrom.get(seal.position)
    if (from === undefined) faults.add({ kind, ...place })
    else if (cameFrom.get(from) !== seal.position)
      faults.add({ kind: 'row-moved', ...place, detail: `sealed at position ${from}` })
    else if (BigInt(seal.position) < BigInt(from))
      faults.add({ kind: 'rows-swapped', ...place, detail: `with position ${from}` })
  }
}
