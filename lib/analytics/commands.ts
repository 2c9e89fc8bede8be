import { z } from 'zod'
import { type CliCell, type CliCommand, defineCommand } from '@/cli/command'
import type { Cell } from '@/lib/connectors/tabular'
import { dataCommands } from './commands/data'
import { exportCommand } from './commands/export'
import { figureCommands } from './commands/figures'
import { PARAM, params, toParameters, toUsageError } from './commands/parameters'
import { sqlCommand } from './commands/sql'
import type { QueryAnswer } from './model'
import { WINDOW_KEYS } from './performance'
import { queryKeySchema } from './schema'
import { closeAnalytics, listQueries, runQuery } from './service'
import { checkQueries } from './service/check-queries'
import { explainQuery } from './service/explain-query'
import { listPerformance } from './service/list-performance'

const list = defineCommand({
  path: ['analytics', 'list'],
  summary: 'List the queries that are kept as code',
  example: 'pergola analytics list',
  schema: z.object({}),
  run: async (ctx) => {
    const { queries, faults } = await listQueries(ctx)
    return {
      data: { queries, faults },
      table: {
        columns: ['query', 'title', 'owner', 'tags', 'last answered'],
        rows: queries.map(({ key, title, owner, tags, lastRunAt }) => [
          key,
          title,
          owner,
          tags.join(', '),
          lastRunAt?.toISOString(),
        ]),
      },
      words: faults.length === 0 ? undefined : 'Some files are no query: run `pergola analytics check`.',
    }
  },
})

const run = defineCommand({
  path: ['analytics', 'run'],
  summary: 'Ask a query; figures are exact',
  example: 'pergola analytics run best-products --param count=5 --json',
  arguments: [{ name: 'query', description: 'the query, as `pergola analytics list` names it' }],
  options: [PARAM, { flags: '--rows <number>', description: 'rows at most (1000 when left out)' }],
  schema: z.object({
    query: queryKeySchema,
    param: params,
    rows: z.coerce.number().int().min(1).max(1_000_000).optional(),
  }),
  run: async (ctx, { query, param, rows }) => {
    const parameters = toParameters(param)
    try {
      const answer = await runQuery(ctx, { key: query, parameters, purpose: 'cli', maxRows: rows })
      return {
        data: toPlainAnswer(answer),
        table: { columns: uniqueNames(answer), rows: answer.rows.map((row) => row.map(toCliCell)) },
        words: wordsOf(answer),
      }
    } catch (error) {
      throw toUsageError(error)
    } finally {
      await closeAnalytics()
    }
  },
})

const check = defineCommand({
  path: ['analytics', 'check'],
  summary: 'Check every file of analytics/: front matter, statement, chart, columns, tables',
  example: 'pergola analytics check --json',
  schema: z.object({}),
  run: async (ctx) => {
    try {
      const { files, queries, faults, untried } = await checkQueries(ctx)
      const bad = new Set(faults.map(({ file }) => file)).size
      return {
        data: { files, queries, faults, untried },
        table: {
          columns: ['file', 'line', 'what is wrong'],
          rows: faults.map(({ file, line, reason }) => [file, line, reason]),
        },
        words: [
          bad === 0 ? `${files} files, all well.` : `${bad} of ${files} files are not well.`,
          ...untried.map(({ file, reason }) => `${file} could not be tried: ${reason}.`),
        ].join('\n'),
        exitCode: bad === 0 ? 0 : 1,
      }
    } finally {
      await closeAnalytics()
    }
  },
})

const explain = defineCommand({
  path: ['analytics', 'explain'],
  summary:
    'Show the statement that a query would send, and how its engine would carry it out; nothing is run',
  example: 'pergola analytics explain best-products --param count=5',
  arguments: [{ name: 'query', description: 'the query, as `pergola analytics list` names it' }],
  options: [PARAM],
  schema: z.object({ query: queryKeySchema, param: params }),
  run: async (ctx, { query, param }) => {
    try {
      const explained = await explainQuery(ctx, { key: query, parameters: toParameters(param) })
      return { data: explained, text: `${explained.sql}\n\n${explained.plan}` }
    } catch (error) {
      throw toUsageError(error)
    } finally {
      await closeAnalytics()
    }
  },
})

function wordsOf({ rows, truncated, fault, asOf }: QueryAnswer): string | undefined {
  const words = [
    ...(truncated ? [`Only the first ${rows.length} rows; ask for more with --rows.`] : []),
    ...(fault === null
      ? []
      : [`The answer is of ${asOf.toISOString()}: a newer one could not be had. ${fault.detail}`.trimEnd()]),
  ]
  return words.length === 0 ? undefined : words.join('\n')
}

const performance = defineCommand({
  path: ['analytics', 'performance'],
  summary: 'Tell how the queries did: how often, how long, how many failed',
  example: 'pergola analytics performance --window 30d --json',
  options: [{ flags: '--window <window>', description: '24h, 7d, 30d or 90d (7d when left out)' }],
  schema: z.object({ window: z.enum(WINDOW_KEYS).default('7d') }),
  run: async (ctx, { window }) => {
    const found = await listPerformance(ctx, { window, timeZone: 'UTC' })
    return {
      data: { window, ...found },
      table: {
        columns: ['query', 'asked', 'runs', 'failed', 'timed out', 'median ms', 'p95 ms', 'queued p95 ms'],
        rows: found.queries.map(({ key, asks, runs, failed, timedOut, p50Ms, p95Ms, queueP95Ms }) => [
          key,
          asks,
          runs,
          failed,
          timedOut,
          p50Ms,
          p95Ms,
          queueP95Ms,
        ]),
      },
    }
  },
})

/** What `--json` prints. Decimals and wide integers are strings: JSON's numbers would lose digits. */
function toPlainAnswer(answer: QueryAnswer) {
  const { queryKey, columns, rows, parameters, truncated, elapsedMs, engine, asOf, kind, fault } = answer
  const names = uniqueNames(answer)
  return {
    query: queryKey,
    parameters,
    columns: columns.map((column, index) => ({ ...column, name: names[index] })),
    rows: rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null]))),
    rowCount: rows.length,
    truncated,
    engine,
    elapsedMs,
    asOf: asOf.toISOString(),
    answer: kind,
    fault: fault === null ? null : { ...fault, at: fault.at.toISOString() },
  }
}

/** Two columns of one name would fall into one key: the second is `name_2`. */
function uniqueNames({ columns }: Pick<QueryAnswer, 'columns'>): string[] {
  const seen = new Map<string, number>()
  return columns.map(({ name }) => {
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name}_${count}`
  })
}

function toCliCell(cell: Cell): CliCell {
  return typeof cell === 'object' && cell !== null ? JSON.stringify(cell) : cell
}

export const commands: CliCommand[] = [
  list,
  run,
  exportCommand,
  check,
  explain,
  performance,
  sqlCommand,
  ...figureCommands,
  ...dataCommands,
]
