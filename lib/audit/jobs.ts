import { logger } from '@/lib/platform/logger'
import { sealRecord } from './sealing'
import { flushRefusals } from './service'
import { sealDeps } from './service/verify-audit'

const EVERY_MS = 2_000
const AFTER_FAILURE_MS = 15_000

type Sealer = {
  timer: NodeJS.Timeout | undefined
  pass: Promise<void>
  stopped: boolean
  /** One thorough pass went well. */
  settled: boolean
}

// One a process: Next bundles instrumentation and routes apart.
const holder = globalThis as typeof globalThis & { pergolaSealer?: Sealer }

/** Seals the audit record every few seconds for as long as the process lives. A second call does nothing. */
export function startSealer(): void {
  if (holder.pergolaSealer !== undefined) return
  const sealer: Sealer = { timer: undefined, pass: Promise.resolve(), stopped: false, settled: false }
  holder.pergolaSealer = sealer
  schedule(sealer, EVERY_MS)
}

function schedule(sealer: Sealer, delayMs: number): void {
  if (sealer.stopped) return
  sealer.timer = setTimeout(() => {
    sealer.pass = onePass(!sealer.settled).then((wentWell) => {
      sealer.settled ||= wentWell
      schedule(sealer, wentWell ? EVERY_MS : AFTER_FAILURE_MS)
    })
  }, delayMs)
  sealer.timer.unref()
}

async function onePass(thorough = false): Promise<boolean> {
  try {
    await sealRecord({ ...sealDeps(), thorough })
    return true
  } catch (error) {
    logger.error({ err: error }, 'the audit record could not be sealed; trying again')
    return false
  }
}

/** Writes the refusals still in memory, ends the pass under way and seals once more. Never throws. */
export async function stopSealer(): Promise<void> {
  const sealer = holder.pergolaSealer
  holder.pergolaSealer = undefined
  if (sealer !== undefined) {
    sealer.stopped = true
    clearTimeout(sealer.timer)
    await sealer.pass
  }
  await flushRefusals()
  await onePass()
}
