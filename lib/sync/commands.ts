import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type CliCommand, type CliCtx, CliFailure, type CliResult, defineCommand } from '@/cli/command'
import { segmentFieldWords } from '@/lib/segments/model/segment'
import { SYNC_OUTCOME_LABELS } from '@/lib/segments/model/synced'
import { countWords, type Mapping, type SyncResult } from './model'
import { isMeant, loadMappings, mappingFaultWords } from './service/load-mappings'
import { syncMapping } from './service/sync-records'
import { trySync } from './service/try-sync'

const sync = defineCommand({
  path: ['segments', 'sync'],
  summary:
    'Read the databases of Fibery that feed process segments, and carry out what changed; exits 1 with the reason',
  example: 'pergola segments sync --dry-run',
  arguments: [
    { name: 'mapping', description: 'one file of mappings/ by its name; all when left out', required: false },
  ],
  options: [{ flags: '--dry-run', description: 'say what it would do, record by record, and write nothing' }],
  schema: z.object({ mapping: z.string().trim().min(1).optional(), dryRun: z.boolean().default(false) }),
  run: async (ctx, { mapping, dryRun }) => {
    const chosen = await choose(mapping)
    const results: SyncResult[] = []
    for (const one of chosen) results.push(await (dryRun ? trySync(ctx, one) : synced(ctx, one)))
    return toResult(results, dryRun)
  },
})

/** Those that are meant for this workspace. @throws CliFailure naming every fault of the files */
async function choose(key: string | undefined): Promise<readonly Mapping[]> {
  const { mappings, faults } = await loadMappings()
  const own = key === undefined ? faults : faults.filter(({ file }) => file === `mappings/${key}.yaml`)
  if (own.length > 0) throw new CliFailure(own.map(mappingFaultWords).join('\n'))
  if (key === undefined) {
    const meant = mappings.filter(isMeant)
    if (meant.length > 0) return meant
    throw new CliFailure('There is no mapping for this workspace: write one in mappings/, see docs/sync.md.')
  }
  const found = mappings.filter((one) => one.key === key)
  if (found.length > 0) return found
  const names = mappings.map((one) => one.key).join(', ') || 'none'
  throw new CliFailure(`There is no mappings/${key}.yaml. There is: ${names}.`)
}

async function synced(ctx: CliCtx, { key }: Mapping): Promise<SyncResult> {
  return await syncMapping(ctx, { key, claimant: `${ctx.actor.id} ${randomUUID()}` })
}

function toResult(results: readonly SyncResult[], dryRun: boolean): CliResult {
  const rows = results.flatMap(({ key, plan }) =>
    (plan?.entries ?? []).map(({ code, label, outcome, changes, reasons }) => [
      key,
      code,
      label,
      SYNC_OUTCOME_LABELS[outcome].toLowerCase(),
      segmentFieldWords(Object.keys(changes)),
      reasons.join(' '),
    ]),
  )
  const isGood = results.every(
    ({ outcome, plan }) => (outcome === 'tried' || outcome === 'applied') && (plan?.counts.refuse ?? 0) === 0,
  )
  return {
    data: { dryRun, mappings: results },
    table: { columns: ['mapping', 'code', 'record', 'outcome', 'what', 'why'], rows },
    words: results.map((result) => `${result.key}: ${wordsOf(result)}`).join('\n'),
    exitCode: isGood ? 0 : 1,
  }
}

function wordsOf({ outcome, plan, failure }: SyncResult): string {
  if (failure !== null) return `${failure.words} What was here stays.`
  if (outcome === 'joined') return 'another run is reading it. Try again when it has ended.'
  if (outcome === 'superseded') return 'one that began later was carried out before; nothing was changed.'
  const counts = plan === null ? 'done before' : countWords(plan.counts)
  return outcome === 'tried' ? `nothing is written. It would be: ${counts}.` : `${counts}.`
}

export const commands: CliCommand[] = [sync]
