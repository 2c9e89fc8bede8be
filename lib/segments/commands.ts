import { readFile, stat, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { type CliCommand, CliFailure, CliUsageError, defineCommand } from '@/cli/command'
import { isAppError } from '@/lib/platform/errors'
import { listSegmentUses } from '@/lib/products/service/get-steps'
import { originWords } from '@/lib/synced/model'
import { durationWords } from './model/duration'
import { type ImportPlan, OUTCOME_LABELS } from './model/exchange'
import { valueText } from './model/parameter'
import { flatten, toTree } from './model/tree'
import { segmentQuery } from './schema'
import { exportB2mml } from './service/export-segments'
import { getSegment } from './service/get-segment'
import { importSegments, planImport } from './service/import-segments'
import { listSegments } from './service/list-segments'

const list = defineCommand({
  path: ['segments', 'list'],
  summary: 'List the process segments as the tree that they stand in',
  example: 'pergola segments list --search mash --json',
  options: [
    {
      flags: '--search <words>',
      description: 'only those whose code, name or description holds these words',
    },
    { flags: '--tag <tag>', description: 'only those with this tag' },
    { flags: '--status <status>', description: 'active or archived' },
  ],
  schema: z.object({
    search: z.string().trim().default(''),
    tag: z.string().trim().min(1).optional(),
    status: z.enum(['active', 'archived']).optional(),
  }),
  run: async (ctx, { search, tag, status }) => {
    const { rows, matching, cut } = await listSegments(ctx, segmentQuery.parse({ q: search, tag, status }))
    const codeOf = new Map(rows.map(({ id, code }) => [id, code]))
    const shown = flatten(toTree(rows)).filter(({ row }) => matching === null || matching.has(row.id))
    return {
      data: shown.map(({ row: { parentId, ...row } }) => ({
        ...row,
        parent: parentId === null ? null : (codeOf.get(parentId) ?? null),
      })),
      table: {
        columns: ['segment', 'name', 'duration', 'parameters', 'tags', 'status'],
        rows: shown.map(({ row, depth }) => [
          // A no-break space: the table draws runs of blanks together.
          `${'\u00b7\u00a0'.repeat(depth)}${row.code}`,
          row.isDemo ? `${row.name} (example)` : row.name,
          row.duration === null ? null : durationWords(row.duration),
          row.parameterCount,
          row.tags.join(', '),
          row.gone ? `${row.status}, gone` : row.status,
        ]),
      },
      words:
        shown.length === 0 ? 'No segment is there.' : cut ? 'There are more than can be listed.' : undefined,
    }
  },
})

const show = defineCommand({
  path: ['segments', 'show'],
  summary: 'Show a process segment: its facts, its parameters, what stands below it, which products use it',
  example: 'pergola segments show BREW-MASH',
  arguments: [{ name: 'code', description: 'the segment, as `pergola segments list` names it' }],
  schema: z.object({ code: z.string().trim().min(1) }),
  run: async (ctx, { code }) => {
    const { segment, children } = await getSegment(ctx, code)
    const uses = await listSegmentUses(ctx, segment)
    const { parent, owner, ...facts } = segment
    const data = {
      ...facts,
      parent: parent?.code ?? null,
      owner: owner?.name ?? null,
      children: children.map((child) => child.code),
      products: uses.map((use) => use.code),
    }
    return {
      data,
      table: {
        columns: ['what', 'value'],
        rows: [
          ['code', segment.code],
          ['name', segment.isDemo ? `${segment.name} (example)` : segment.name],
          ['description', segment.description || null],
          ['status', segment.status],
          ['below', data.parent],
          [
            'duration',
            segment.duration === null ? null : `${segment.duration} (${durationWords(segment.duration)})`,
          ],
          ['owner', data.owner],
          ['tags', segment.tags.join(', ') || null],
          ...segment.parameters.map((parameter) => [
            `parameter ${parameter.id}`,
            valueText(parameter) || null,
          ]),
          ['above', data.children.join(', ') || null],
          ['products', data.products.join(', ') || null],
          ['source', originWords(segment)],
          ['version', segment.version],
        ],
      },
    }
  },
})

const exported = defineCommand({
  path: ['segments', 'export'],
  summary: 'Write every process segment and every product’s segments as B2MML v7 (JSON)',
  example: 'pergola segments export --out segments.json',
  options: [{ flags: '--out <file>', description: 'the file to write; standard output when left out' }],
  schema: z.object({ out: z.string().min(1).optional() }),
  run: async (ctx, { out }) => {
    const document = await exportB2mml(ctx)
    if (out === undefined) return { data: document }
    const text = `${JSON.stringify(document, null, 2)}\n`
    await writeFile(out, text).catch((error: unknown) => {
      throw new CliFailure(`${out} could not be written: ${error instanceof Error ? error.message : error}`)
    })
    return { data: { file: out, bytes: Buffer.byteLength(text) }, words: `Written to ${out}.` }
  },
})

const imported = defineCommand({
  path: ['segments', 'import'],
  summary: 'Say what a B2MML v7 file (JSON) would add, change and skip; carry it out with --apply',
  example: 'pergola segments import segments.json --apply',
  arguments: [{ name: 'file', description: 'the file to read' }],
  options: [{ flags: '--apply', description: 'carry it out, all of it or nothing, in one transaction' }],
  schema: z.object({ file: z.string().min(1), apply: z.boolean().default(false) }),
  run: async (ctx, { file, apply }) => {
    const document = await readDocument(file)
    try {
      const plan = apply ? await importSegments(ctx, { document }) : await planImport(ctx, document)
      return toResult(plan, apply)
    } catch (error) {
      throw toFailure(error)
    }
  },
})

/** More than any document of as many records as are taken at once. */
const MAX_FILE_BYTES = 50_000_000

async function readDocument(file: string): Promise<string> {
  try {
    const { size } = await stat(file)
    if (size > MAX_FILE_BYTES) throw new Error(`it has ${size} bytes, and at most ${MAX_FILE_BYTES} are read`)
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new CliUsageError(`${file} could not be read: ${error instanceof Error ? error.message : error}`)
  }
}

function toResult(plan: ImportPlan, applied: boolean) {
  const count = (outcome: string) => plan.entries.filter((entry) => entry.outcome === outcome).length
  const [add, change, skip] = [count('add'), count('change'), count('skip')]
  return {
    data: { applied, added: add, changed: change, skipped: skip, entries: plan.entries },
    table: {
      columns: ['kind', 'code', 'outcome', 'what', 'why'],
      rows: plan.entries.map(({ kind, code, outcome, changes, reasons }) => [
        kind,
        code,
        OUTCOME_LABELS[outcome].toLowerCase(),
        Object.keys(changes).join(', '),
        reasons.join(' '),
      ]),
    },
    words: applied
      ? `Done: ${add} added, ${change} changed, ${skip} skipped.`
      : `Nothing is written yet: ${add} to add, ${change} to change, ${skip} to skip. Carry it out with --apply.`,
    exitCode: skip > 0 ? (1 as const) : (0 as const),
  }
}

function toFailure(error: unknown): unknown {
  if (!isAppError(error) || error.code !== 'VALIDATION') return error
  return new CliFailure(
    Object.values(error.fieldErrors ?? {})
      .flat()
      .join('\n'),
  )
}

export const commands: CliCommand[] = [list, show, exported, imported]
