import { env } from '@/lib/platform/env'

/**
 * The workspace's address for links, or null while none is configured. Apart from what asks the workspace: pages reach this,
 * and may not reach that.
 */
export function workspaceAddress(): string | null {
  return env().FIBERY_URL ?? null
}
