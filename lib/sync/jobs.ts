import type { Ctx } from '@/lib/access/model'
import { ConnectorError } from '@/lib/connectors/errors'
import { workspaceAddress } from '@/lib/knowledge/service/workspace-address'
import { AppError } from '@/lib/platform/errors'
import { fileFaultWords } from '@/lib/platform/yaml-file'
import { wasAskedFor } from '@/lib/workflows/service/queue-run'
import { isOfQuery } from './model'
import { isMeant, isSampleWorkspace, loadMappings } from './service/load-mappings'
import { syncFaultWords } from './service/sync-faults'
import { applyReading, failReading, type ReadState, readMapping } from './service/sync-records'

const RIGHTS = [
  ...(['read:knowledge', 'refresh:knowledge', 'read:segment', 'edit:segment'] as const),
  ...(['read:product', 'edit:product', 'create:product'] as const),
  ...(['read:query', 'export:query'] as const),
]

/** Who the workflow acts as: it reads the knowledge base and the queries, keeps segments and products, and nothing else. */
export function syncJobCtx(runId: string): Ctx {
  return {
    actor: {
      kind: 'job',
      id: 'sync-records',
      name: 'Sync records',
      rights: RIGHTS.map((right) => ({ right })),
    },
    requestId: runId,
    now: () => new Date(),
  }
}

/**
 * First step of `sync-records`: reads what feeds every mapping that is meant for the workspace; those of the sample alone
 * (`sampleOnly`) only in a run that somebody asked for. Done again for the same run, it reads only what it has not. One that
 * fails is told beside the others.
 * @throws AppError VALIDATION when a file does not hold; when all failed: ConnectorError that may be tried again, or AppError
 */
export async function readMappings(runId: string, signal?: AbortSignal): Promise<ReadState[]> {
  const ctx = syncJobCtx(runId)
  const { mappings, faults } = await loadMappings()
  if (faults.length > 0) throw new AppError('VALIDATION', { fieldErrors: { _: faults.map(fileFaultWords) } })
  const asked = await wasAskedFor(runId)
  const states: ReadState[] = []
  for (const { key } of mappings.filter((one) => isMeant(one) && (asked || !one.sampleOnly))) {
    signal?.throwIfAborted()
    states.push(await readMapping(ctx, { key, claimant: runId, signal }))
  }
  const failed = states.filter((one) => one.state === 'failed')
  if (failed.length === 0 || failed.length < states.length) return states
  const detail = failed.map(({ key, code }) => `${key}: ${code}`).join(', ')
  if (!failed.some(({ retryable }) => retryable)) {
    throw refusal(failed.map(({ key, ...fault }) => `${key}: ${syncFaultWords(fault)}`))
  }
  const operation = 'readMappings'
  const ofQueries = new Set(mappings.filter(isOfQuery).map(({ key }) => key))
  throw new ConnectorError({
    layer: 'unreachable',
    code: 'UNREACHABLE',
    system: failed.every(({ key }) => ofQueries.has(key)) ? 'warehouse' : 'fibery',
    operation,
    retryable: true,
    detail,
  })
}

/** The run tells what caused it. */
function refusal(words: readonly string[]): AppError {
  return new AppError('VALIDATION', { fieldErrors: { _: [...words] }, cause: new Error(words.join(' ')) })
}

export type SyncedMapping = { key: string; outcome: string; counts: Record<string, number> | null }

/**
 * Second step of `sync-records`: carries out what was read, a transaction each. Done again, it changes nothing.
 * @throws what stopped the last of those that failed, when it was no matter of the mapping
 */
export async function applyMappings(runId: string, states: readonly ReadState[]): Promise<SyncedMapping[]> {
  const ctx = syncJobCtx(runId)
  const results: SyncedMapping[] = []
  for (const { key, state, readingId } of states) {
    if (state !== 'read') {
      results.push({ key, outcome: state, counts: null })
      continue
    }
    try {
      const { outcome, plan } = await applyReading(ctx, { readingId })
      results.push({ key, outcome, counts: plan?.counts ?? null })
    } catch (error) {
      const { code } = await failReading(ctx, { readingId, key }, error)
      results.push({ key, outcome: `failed: ${code}`, counts: null })
    }
  }
  return results
}

/** Whether there is something to do by itself: the sample workspace's mappings are started by hand. */
export async function feedsByItself(): Promise<boolean> {
  if (workspaceAddress() !== null && !isSampleWorkspace()) return true
  const { mappings } = await loadMappings()
  return mappings.some(isOfQuery)
}
