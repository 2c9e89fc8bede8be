import 'server-only'
import { pageCtx } from '@/lib/access/loaders'
import type { Dashboard } from './model'
import { listDashboards } from './service'

export async function loadDashboards(): Promise<Dashboard[]> {
  return await listDashboards(await pageCtx('read:dashboard'))
}
