import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type CliCommand, type CliCtx, CliFailure, type CliResult, defineCommand } from '@/cli/command'
import { fileFaultWords } from '@/lib/platform/yaml-file'
import { changedWords } from '@/lib/products/model'
import { segmentFieldWords } from '@/lib/segments/model/segment'
import { SYNC_OUTCOME_LABELS } from '@/lib/synced/model'
import { countWords, type Mapping, RECORD_WORDS, type RecordName, type SyncResult } from './model'
import { mappingKey } from './schema'
import { isMeant, loadMappings } from './service/load-mappings'
import { releaseRecords } from './service/release-records'
import { syncMapping } from './service/sync-records'
import { trySync } from './service/try-sync'

/** One command a kind of record: `segments sync`, `products sync`. */
function syncCommand(record: RecordName, group: string): CliCommand {
  const { many } = RECORD_WORDS[record]
  return defineCommand({
    path: [group, 'sync'],
    summary: `Read what feeds ${many.toLowerCase()} (${SOURCES[record]}), and carry out what changed; exits 1 with the reason`,
    example: `pergola ${group} sync --dry-run`,
    arguments: [
      {
        name: 'mapping',
        description: 'one file of mappings/ by its name; all when left out',
        required: false,
      },
    ],
    options: [
      { flags: '--dry-run', description: 'say what it would do, record by record, and write nothing' },
    ],
    schema: z.object({ mapping: z.string().trim().min(1).optional(), dryRun: z.boolean().default(false) }),
    run: async (ctx, { mapping, dryRun }) => {
      const chosen = await choose(record, mapping)
      const results: SyncResult[] = []
      for (const one of chosen) results.push(await (dryRun ? trySync(ctx, one) : synced(ctx, one)))
      return toResult(results, { dryRun, wordsOf: FIELD_WORDS_OF[record] })
    },
  })
}

const SOURCES: Record<RecordName, string> = {
  segment: 'databases of Fibery',
  product: 'databases of Fibery, queries of the warehouse',
}

const FIELD_WORDS_OF: Record<RecordName, (fields: readonly string[]) => string> = {
  segment: segmentFieldWords,
  product: (fields) => changedWords(fields),
}

/** Those that feed such records and are meant for this workspace. @throws CliFailure naming every fault of the files */
async function choose(record: RecordName, key: string | undefined): Promise<readonly Mapping[]> {
  const { mappings, faults } = await loadMappings()
  const own = key === undefined ? faults : faults.filter(({ file }) => file === `mappings/${key}.yaml`)
  if (own.length > 0) throw new CliFailure(own.map(fileFaultWords).join('\n'))
  const ofKind = mappings.filter((one) => one.record === record)
  const many = RECORD_WORDS[record].many.toLowerCase()
  if (key === undefined) {
    const meant = ofKind.filter(isMeant)
    if (meant.length > 0) return meant
    throw new CliFailure(
      `There is no mapping of ${many} for this workspace: write one in mappings/, see docs/sync.md.`,
    )
  }
  const found = ofKind.filter((one) => one.key === key)
  if (found.length > 0) return found
  const names = ofKind.map((one) => one.key).join(', ') || 'none'
  const other = mappings.some((one) => one.key === key)
  const what = other ? `mappings/${key}.yaml feeds no ${many}` : `There is no mappings/${key}.yaml`
  throw new CliFailure(`${what}. There is: ${names}.`)
}

async function synced(ctx: CliCtx, { key }: Mapping): Promise<SyncResult> {
  return await syncMapping(ctx, { key, claimant: `${ctx.actor.id} ${randomUUID()}` })
}

type Told = { dryRun: boolean; wordsOf: (fields: readonly string[]) => string }

function toResult(results: readonly SyncResult[], { dryRun, wordsOf: fieldWords }: Told): CliResult {
  const rows = results.flatMap(({ key, plan }) =>
    (plan?.entries ?? []).map(({ code, label, outcome, changes, reasons }) => [
      key,
      code,
      label,
      SYNC_OUTCOME_LABELS[outcome].toLowerCase(),
      fieldWords(Object.keys(changes)),
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

/** One command a kind of record: `segments release`, `products release`. */
function releaseCommand(record: RecordName, group: string): CliCommand {
  const many = RECORD_WORDS[record].many.toLowerCase()
  return defineCommand({
    path: [group, 'release'],
    summary: `Make the ${many} that a mapping fed the portal’s own, once its file was taken away`,
    example: `pergola ${group} release wines`,
    arguments: [{ name: 'mapping', description: 'what its file in mappings/ was called, without .yaml' }],
    schema: z.object({ mapping: mappingKey }),
    run: async (ctx, { mapping }) => {
      const { released } = await releaseRecords(ctx, { record, key: mapping })
      if (released > 0) return { data: { mapping, released }, words: `${mapping}: ${released} released.` }
      throw new CliFailure(`No ${many} come from a mapping that is called ${mapping}.`)
    },
  })
}

export const commands: CliCommand[] = [
  syncCommand('segment', 'segments'),
  syncCommand('product', 'products'),
  releaseCommand('segment', 'segments'),
  releaseCommand('product', 'products'),
]
