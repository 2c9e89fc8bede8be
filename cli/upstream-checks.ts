import { diagnose } from '@/lib/connections/service/diagnose'
import { env } from '@/lib/platform/env'
import type { Check } from './checks'
import type { House } from './environment'

/** The database has a check of its own. */
const ELSEWHERE = new Set(['postgresql'])

/** The parts that only stand while the portal runs, by the part that is embedded. */
const WITH_THE_HOUSE: Record<string, keyof House['settings']['embedded'] | 'house'> = {
  openid: 'signIn',
  fibery: 'fibery',
  dbos: 'house',
}

/** Asks every upstream system at once. What the portal itself brings is no fault while it is not running. */
export async function checkUpstreams({ settings, running }: House): Promise<Check[]> {
  const diagnoses = await diagnose(env())
  return diagnoses
    .filter(({ system }) => !ELSEWHERE.has(system))
    .map(({ system, ok, detail, remedy }): Check => {
      const part = WITH_THE_HOUSE[system]
      // A stand-in that does not run is not known to the portal's modules: to them nothing is connected.
      const isStandIn = part !== undefined && part !== 'house' && settings.embedded[part]
      if (running === undefined && (isStandIn || (part === 'house' && !ok))) {
        return {
          name: system,
          state: 'warning',
          found: 'not running',
          remedy: 'run `npm start`, which brings it.',
        }
      }
      const state = ok ? 'ok' : 'failed'
      return { name: system, state, found: detail, ...(remedy !== null && { remedy }) }
    })
}
