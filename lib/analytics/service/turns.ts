import { EventEmitter, once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { logger } from '@/lib/platform/logger'
import { admitFlight, type NewFlight, type Places, renewFlight } from '../repository/flights'

/** A third of a lease at most. */
const BEAT_MS = 1_000
const LOOK_AGAIN_MS = 200

// Pages and route handlers are bundled apart and queue for the same places.
const store = globalThis as typeof globalThis & { pergolaFlightEnds?: EventEmitter }

/** Told when a flight of this process has ended: whoever queues here looks at once. */
function ends(): EventEmitter {
  store.pergolaFlightEnds ??= new EventEmitter().setMaxListeners(0)
  return store.pergolaFlightEnds
}

export function tellEnded(): void {
  ends().emit('ended')
}

/** Until a flight has ended here, or a moment has passed. @throws the signal's reason */
export async function untilEnded(signal: AbortSignal): Promise<void> {
  const enough = new AbortController()
  const either = AbortSignal.any([signal, enough.signal])
  const wait = [
    once(ends(), 'ended', { signal: either }),
    pause(LOOK_AGAIN_MS, undefined, { signal: either }),
  ]
  const quiet = wait.map((one) => one.catch(() => {}))
  await Promise.race(quiet)
  enough.abort()
  signal.throwIfAborted()
}

export type Phase = 'engine' | 'reader' | 'answer'

/**
 * Waits until a flight may begin.
 * @returns when it began, by the database's clock. @throws the signal's reason
 */
export async function takeTurn(
  flight: Pick<NewFlight, 'flight' | 'place' | 'askedBy'>,
  places: Places,
  { signal, note }: { signal: AbortSignal; note: (phase: Phase) => void },
): Promise<Date> {
  for (;;) {
    signal.throwIfAborted()
    const admission = await admitFlight(flight, places)
    if (admission.state === 'began') {
      note('answer')
      return admission.at
    }
    note(admission.state)
    await untilEnded(signal)
  }
}

/** Keeps a flight's lease until it is stopped. `onBeat` hears whether somebody elsewhere waits for it. */
export function keepLease(flight: string, onBeat: (wanted: boolean) => void): () => void {
  let beating = false
  let stopped = false
  const timer = setInterval(() => {
    if (beating) return
    beating = true
    renewFlight(flight)
      .then(({ held, wanted }) => {
        if (stopped) return
        if (!held) logger.warn({ flight }, 'a question under way was taken for dead; another asks it too')
        onBeat(wanted)
      })
      .catch((error: unknown) => logger.warn({ err: error, flight }, 'a lease was not renewed'))
      .finally(() => {
        beating = false
      })
  }, BEAT_MS)
  timer.unref()
  return () => {
    stopped = true
    clearInterval(timer)
  }
}
