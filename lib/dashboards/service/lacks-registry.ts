import { hasReading } from '../repository/readings'
import { supersetAddress } from './superset'

/** True when a Superset is configured and was never read: nothing could be published without. */
export async function lacksRegistry(): Promise<boolean> {
  return supersetAddress() !== null && !(await hasReading())
}
