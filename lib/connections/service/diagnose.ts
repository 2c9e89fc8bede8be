import type { Env } from '@/lib/platform/env-schema'
import { runCheck } from '../checks'
import { type ConnectionSystem, SYSTEM_WORDS, SYSTEMS } from '../model'
import { remedyFor } from '../remedies'

export type Diagnosis = {
  system: ConnectionSystem
  name: string
  /** True also for a system that is not connected: nothing is wrong with it. */
  ok: boolean
  detail: string
  /** What to do; null where there is nothing to do. */
  remedy: string | null
}

/**
 * Asks every system at once, within five seconds altogether, and says what to do about those that do not answer. For
 * the command line's doctor, which runs on the machine itself: no right is asked and nothing is written. Never throws.
 */
export async function diagnose(env: Env): Promise<Diagnosis[]> {
  return await Promise.all(
    SYSTEMS.map(async (system) => {
      const { name } = SYSTEM_WORDS[system]
      const result = await runCheck(system, env)
      if (result === null) {
        return {
          system,
          name,
          ok: true,
          detail: 'It is not connected.',
          remedy: remedyFor(system, 'NOT_CONFIGURED'),
        }
      }
      if (result.ok) return { system, name, ok: true, detail: result.detail, remedy: null }
      return { system, name, ok: false, detail: result.detail, remedy: remedyFor(system, result.code) }
    }),
  )
}
