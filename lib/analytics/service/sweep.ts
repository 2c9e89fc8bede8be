import { logger } from '@/lib/platform/logger'
import { sweepRuns } from '../repository'
import { sweepAnswers } from '../repository/answers'
import { sweepFlights } from '../repository/flights'

/** Answers are kept so long after somebody asked for them, and so many bytes in all; records of runs so many days. */
const RETENTION = { days: 30, bytes: 256 * 1024 * 1024 }
const RUN_DAYS = 400
const AT_MOST_EVERY_MS = 60_000

let swept = Number.NEGATIVE_INFINITY

/** Takes away what is old: a little at a time, by whoever keeps a new answer. Readers do not wait for it. */
export async function sweepSometimes(): Promise<void> {
  const now = performance.now()
  if (now - swept < AT_MOST_EVERY_MS) return
  swept = now
  try {
    await sweepFlights()
    await sweepAnswers(RETENTION)
    await sweepRuns(RUN_DAYS)
  } catch (error) {
    logger.warn({ err: error }, 'old answers could not be taken away')
  }
}
