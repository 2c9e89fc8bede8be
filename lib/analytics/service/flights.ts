import { renewFlight } from '../repository/flights'
import { NobodyWaits } from './faults'
import { type Asking, fly, type Landing } from './flight'
import type { Phase } from './turns'

/** A question that this process asks, or waits for, on behalf of its readers. */
export type LocalFlight = {
  landing: Promise<Landing>
  phase: () => Phase
  /** `wantedForMs`: for whom an older answer serves meanwhile, and who will look again. */
  leave: (why: NobodyWaits['why'], wantedForMs?: number) => void
}

export type Joined = { flight: LocalFlight; first: boolean }

type Entry = { flight: LocalFlight; join: () => void; end: () => void }

// Pages, actions and route handlers are bundled apart: one list of flights a process hangs on globalThis.
const store = globalThis as typeof globalThis & { pergolaFlights?: Map<string, Entry> }

function entries(): Map<string, Entry> {
  store.pergolaFlights ??= new Map()
  return store.pergolaFlights
}

/** Joins the flight of a question, or begins it. Each who joins leaves once, when it lands too. */
export function joinFlight(asking: Asking): Joined {
  const under = entries().get(asking.key)
  if (under !== undefined) {
    under.join()
    return { flight: under.flight, first: false }
  }
  const entry = begin(asking)
  entries().set(asking.key, entry)
  return { flight: entry.flight, first: true }
}

function begin(asking: Asking): Entry {
  const control = new AbortController()
  let waiting = 1
  let wantedUntil = 0
  let why: NobodyWaits['why'] = 'cancelled'
  let phase: Phase = 'answer'
  let held: string | null = null
  let timer: NodeJS.Timeout | undefined
  const forget = () => {
    clearTimeout(timer)
    if (entries().get(asking.key) === entry) entries().delete(asking.key)
  }
  const wantedHere = () => waiting > 0 || performance.now() < wantedUntil
  const endUnless = (wantedElsewhere: boolean) => {
    if (wantedHere() || wantedElsewhere || control.signal.aborted) return
    forget()
    control.abort(new NobodyWaits(why))
  }
  /** The row says whether another replica's readers wait. When it cannot be read, the next beat of the lease decides. */
  const consider = async () => {
    if (wantedHere()) return
    if (held === null) return endUnless(false)
    await renewFlight(held).then(
      ({ wanted }) => endUnless(wanted),
      () => {},
    )
  }
  const landing = fly(asking, {
    signal: control.signal,
    note: (now) => {
      phase = now
    },
    onBeat: endUnless,
    holding: (flight) => {
      held = flight
    },
  }).finally(forget)
  // Those who wait hear of it by their own promise; it may be that nobody does any more.
  landing.catch(() => {})
  const leave = (reason: NobodyWaits['why'], wantedForMs = 0) => {
    waiting -= 1
    why = reason
    wantedUntil = Math.max(wantedUntil, performance.now() + wantedForMs)
    clearTimeout(timer)
    timer = setTimeout(() => void consider(), wantedForMs).unref()
    if (wantedForMs === 0) void consider()
  }
  const join = () => {
    waiting += 1
  }
  const end = () => control.abort(new NobodyWaits('cancelled'))
  const entry: Entry = { flight: { landing, phase: () => phase, leave }, join, end }
  return entry
}

/** Ends what is under way, statements included: at shutdown. Readers of other replicas take it over. */
export async function endFlights(): Promise<void> {
  const under = [...entries().values()]
  for (const entry of under) entry.end()
  await Promise.allSettled(under.map(({ flight }) => flight.landing))
}
