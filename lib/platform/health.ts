import { pool } from './db'
import { logger } from './logger'

const DEADLINE_MS = 2_000

/** One round trip to the database, within two seconds. Never throws. */
export async function checkDatabase(): Promise<{ ok: boolean; latencyMs: number }> {
  const startedAt = performance.now()
  const deadline = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error('no answer within 2 s')), DEADLINE_MS).unref()
  })
  try {
    await Promise.race([pool().query('SELECT 1'), deadline])
    return { ok: true, latencyMs: Math.round(performance.now() - startedAt) }
  } catch (error) {
    logger.warn({ err: error }, 'the database did not answer the health check')
    return { ok: false, latencyMs: Math.round(performance.now() - startedAt) }
  }
}
