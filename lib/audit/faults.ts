/** What `audit verify` can find, in the words that it prints. */
export const FAULT_WORDS = {
  'row-edited': 'The event was changed after it was sealed.',
  'seal-edited': 'The seal, or what the database itself adds to the event, was changed.',
  'row-deleted': 'Sealed events are missing.',
  'tail-deleted': 'The last sealed events are missing: a checkpoint knows them.',
  'rows-swapped': 'Two events stand in each other’s place.',
  'row-moved': 'The event stands in another place than the one it was sealed in.',
  'row-forged': 'The event and its seal were not made with the portal’s key.',
  'row-resealed': 'The event is genuine, but its seal was not made with the portal’s key.',
  'link-broken': 'The seal does not follow from the one before it.',
  'position-repeated': 'Two seals claim one place.',
  'checkpoint-mismatch': 'The seal is another than the one that a checkpoint knows at this place.',
  'checkpoint-tampered': 'A line of the checkpoint file is not what was written.',
  'checkpoint-missing': 'There is no checkpoint of this record, though events are sealed.',
  'record-replaced': 'The checkpoint file knows another record of the same database.',
  'personal-changed': 'A personal value is not the one that was committed to.',
  'unsealed-forged': 'An event that waits for its seal was changed, or not written by the portal.',
  'unsealed-behind':
    'An event without a seal is older than sealed ones: put in later, or its seal was removed.',
} as const satisfies Record<string, string>

export type FaultKind = keyof typeof FAULT_WORDS

export type Fault = {
  kind: FaultKind
  /** Where in the sealed order; null for what has no place there. */
  position: string | null
  /** The last place, where a fault spans several. */
  lastPosition?: string
  eventId: string | null
  detail?: string
}

/** How many faults are named; all of them are counted. */
export const MAX_NAMED_FAULTS = 1_000

export type FaultList = {
  add: (fault: Fault) => void
  counts: Partial<Record<FaultKind, number>>
  /** Those that are named, by their place; what has none comes last. */
  inOrder: () => Fault[]
}

/** Gathers faults in bounded memory. */
export function createFaultList(): FaultList {
  const named: Fault[] = []
  const counts: Partial<Record<FaultKind, number>> = {}
  function add(fault: Fault): void {
    const { position, lastPosition } = fault
    const spans = position !== null && lastPosition !== undefined
    const span = spans ? Number(BigInt(lastPosition) - BigInt(position)) + 1 : 1
    counts[fault.kind] = (counts[fault.kind] ?? 0) + span
    if (named.length < MAX_NAMED_FAULTS) named.push(fault)
  }
  function inOrder(): Fault[] {
    const place = ({ position }: Fault) => (position === null ? Number.POSITIVE_INFINITY : Number(position))
    return named.toSorted((one, other) =>
      place(one) < place(other) ? -1 : place(one) > place(other) ? 1 : 0,
    )
  }
  return { add, counts, inOrder }
}

/** Where a fault is: a position, a span, or among what waits for its seal. */
export function placeOf({ position, lastPosition, eventId }: Fault): string {
  if (position === null) return eventId === null ? '' : 'unsealed'
  return lastPosition === undefined || lastPosition === position ? position : `${position}–${lastPosition}`
}
