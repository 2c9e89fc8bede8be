import 'server-only'
import { cache } from 'react'
import { pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import { listConnections, listDependencyStates } from './service'

/** The page of connections: gate, then every upstream and whether the reader may have it asked. */
export const loadConnections = cache(async () => {
  const ctx = await pageCtx('read:connection')
  const connections = await listConnections(ctx)
  return { ctx, connections, mayCheck: canSome(ctx.actor, 'check:connection') }
})

/** For the readiness probe, which has judged its caller by itself. */
export async function loadDependencyStates() {
  return await listDependencyStates()
}
