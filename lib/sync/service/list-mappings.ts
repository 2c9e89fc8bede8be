import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { requireRight } from '@/lib/access/service'
import { workspaceAddress } from '@/lib/knowledge/service/workspace-address'
import type { Mapping, MappingView, Reading, SyncOverview } from '../model'
import { findLatest } from '../repository/readings'
import { findMappedDatabase } from './find-mapped'
import { loadMappings } from './load-mappings'
import { kindOf } from './record-kinds'
import { syncFaultWords } from './sync-faults'

/**
 * Every mapping with what it leads to in the knowledge base as it was last discovered, and what became of it last. Asks no
 * other system. Needs `read:workflow` and `read:knowledge`.
 */
export async function listMappings(ctx: Ctx): Promise<SyncOverview> {
  await requireRight(ctx, 'read:workflow')
  await requireRight(ctx, 'read:knowledge')
  const { mappings, faults } = await loadMappings()
  const views = await Promise.all(mappings.map((mapping) => toView(ctx, mapping)))
  return { views, faults, configured: workspaceAddress() !== null }
}

async function toView(ctx: Ctx, mapping: Mapping): Promise<MappingView> {
  const [{ database, mapped, faults }, applied, last] = await Promise.all([
    findMappedDatabase(ctx, mapping),
    findLatest(mapping.key, 'applied'),
    findLatest(mapping.key),
  ])
  return {
    mapping,
    mayTry: canSome(ctx.actor, 'refresh:knowledge') && canSome(ctx.actor, kindOf(mapping.record).readRight),
    faults,
    fields: mapped?.fields ?? [],
    href: database?.href ?? null,
    applied,
    last: last === null || last.id === applied?.id ? null : inWords(last),
  }
}

function inWords(reading: Reading): Reading {
  const { failure } = reading
  if (failure === null) return reading
  return { ...reading, failure: { code: failure.code, detail: syncFaultWords(failure) } }
}
