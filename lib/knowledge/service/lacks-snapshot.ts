import { env } from '@/lib/platform/env'
import { hasSnapshot } from '../repository/spaces'

/** True when a workspace is configured and no space of it has ever been read: the portal would be empty without. */
export async function lacksSnapshot(): Promise<boolean> {
  return env().FIBERY_URL !== undefined && !(await hasSnapshot())
}
