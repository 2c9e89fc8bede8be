import type { Brand } from '@/lib/platform/brand'

export type DashboardSlug = Brand<string, 'DashboardSlug'>

/** A dashboard as the registry knows it. What embeds it stays with the system that draws it. */
export type Dashboard = {
  slug: DashboardSlug
  title: string
  description: string
  tags: readonly string[]
  /** When the upstream was last asked about it; null for one that never was. */
  asOf: Date | null
  /** Gone upstream, or no longer visible to the portal's account, since then. */
  goneAt: Date | null
}
