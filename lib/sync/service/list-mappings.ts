import type { Ctx } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { requireRight } from '@/lib/access/service'
import { workspaceAddress } from '@/lib/knowledge/service/workspace-address'
import { isOfQuery, type Mapping, type MappingView, type Reading, type SyncOverview } from '../model'
import { queryFields } from '../query-rows'
import { findLatest } from '../repository/readings'
import { findMappedDatabase } from './find-mapped'
import { loadMappings } from './load-mappings'
import { findMappedQuery, mayTakeAll } from './read-query'
import { kindOf } from './record-kinds'
import { sourceRights } from './source-rights'
import { syncFaultWords } from './sync-faults'

/**
 * Every mapping with what it leads to, in the knowledge base as it was last discovered or among the queries, and what became
 * of it last. Asks no other system. Needs `read:workflow` and `read:knowledge`.
 */
export async function listMappings(ctx: Ctx): Promise<SyncOverview> {
  await requireRight(ctx, 'read:workflow')
  await requireRight(ctx, 'read:knowledge')
  const { mappings, faults } = await loadMappings()
  const views = await Promise.all(mappings.map((mapping) => toView(ctx, mapping)))
  const configured = workspaceAddress() !== null
  return { views, faults, configured, canRun: configured ? views.length > 0 : mappings.some(isOfQuery) }
}

async function toView(ctx: Ctx, mapping: Mapping): Promise<MappingView> {
  const [found, applied, last] = await Promise.all([
    findSource(ctx, mapping),
    findLatest(mapping.key, 'applied'),
    findLatest(mapping.key),
  ])
  return {
    mapping,
    ...found,
    mayTry:
      found.mayTry &&
      [...sourceRights(mapping), kindOf(mapping.record).readRight].every((right) =>
        canSome(ctx.actor, right),
      ),
    applied,
    last: last === null || last.id === applied?.id ? null : inWords(last),
  }
}

type Found = Pick<MappingView, 'faults' | 'fields' | 'href' | 'mayTry'>

async function findSource(ctx: Ctx, mapping: Mapping): Promise<Found> {
  if (!isOfQuery(mapping)) {
    const { database, mapped, faults } = await findMappedDatabase(ctx, mapping)
    const isConnected = workspaceAddress() !== null
    return { faults, fields: mapped?.fields ?? [], href: database?.href ?? null, mayTry: isConnected }
  }
  const { query, faults } = await findMappedQuery(ctx, mapping)
  // Who may not take all of it is not told that it is not there: it may well be.
  return {
    faults: mayTakeAll(ctx) ? faults : [],
    fields: queryFields(mapping),
    href: query === null ? null : `/analytics/${query.key}`,
    mayTry: query !== null,
  }
}

function inWords(reading: Reading): Reading {
  const { failure } = reading
  if (failure === null) return reading
  return { ...reading, failure: { code: failure.code, detail: syncFaultWords(failure) } }
}
