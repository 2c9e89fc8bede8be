import 'server-only'
import { cache } from 'react'
import { pageCtx } from '@/lib/access/loaders'
import { canSome } from '@/lib/access/policy'
import { listMappings } from './service/list-mappings'

/** The page of mappings: both gates, then every mapping and whether the reader may have it tried. */
export const loadMappingsPage = cache(async () => {
  const ctx = await pageCtx('read:workflow')
  await pageCtx('read:knowledge')
  const overview = await listMappings(ctx)
  return {
    ctx,
    ...overview,
    mayRun: canSome(ctx.actor, 'run:workflow'),
  }
})
