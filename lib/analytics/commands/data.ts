import { resolve } from 'node:path'
import { z } from 'zod'
import { type CliCommand, CliFailure, CliUsageError, defineCommand } from '@/cli/command'
import { calledFrom } from '@/lib/platform/env'
import { isAppError } from '@/lib/platform/errors'
import { listTables, loadTable, removeTable } from '../service/data-files'

const load = defineCommand({
  path: ['data', 'load'],
  summary: 'Add tables to the embedded engine: CSV, Parquet, JSON or Arrow, a file or a folder each',
  example: 'pergola data load sales.csv prices.parquet',
  arguments: [
    {
      name: 'file',
      description: 'a file, or a folder of files of one kind; each becomes a table of its name',
      variadic: true,
    },
  ],
  options: [
    { flags: '--table <name>', description: 'the name of the table, for a single file or folder' },
    { flags: '--replace', description: 'put it in the place of a table of that name' },
    { flags: '--dates <order>', description: 'day-first or month-first, for dates such as 01/02/2024' },
  ],
  schema: z.object({
    file: z.array(z.string().min(1)).min(1),
    table: z.string().optional(),
    replace: z.boolean().default(false),
    dates: z.enum(['day-first', 'month-first']).optional(),
  }),
  run: async (ctx, { file: files, table, replace, dates }) => {
    if (table !== undefined && files.length > 1)
      throw new CliUsageError('--table: one name is for one file or folder.')
    const loaded = []
    for (const file of files) {
      const done = await loadTable(ctx, { path: resolve(calledFrom(), file), table, replace, dates }).catch(
        (error: unknown) => {
          throw toFailure(error, file, loaded.length)
        },
      )
      loaded.push(done)
    }
    return {
      data: loaded,
      table: {
        columns: ['table', 'rows', 'column', 'type'],
        rows: loaded.flatMap(({ table: { table: name, rows, columns } }) =>
          columns.map((column, index) => [
            index === 0 ? name : '',
            index === 0 ? rows : undefined,
            column.name,
            column.type,
          ]),
        ),
      },
      words: loaded
        .map(({ table: { table: name }, notes, replaced }) =>
          [
            `${name} is ${replaced ? 'replaced' : 'loaded'}.`,
            ...notes.map((note) => `In ${name} ${note}.`),
          ].join(' '),
        )
        .join('\n'),
    }
  },
})

const list = defineCommand({
  path: ['data', 'list'],
  summary: 'List the tables that were loaded into the embedded engine',
  example: 'pergola data list',
  schema: z.object({}),
  run: async (ctx) => {
    const tables = await listTables(ctx)
    return {
      data: tables,
      table: {
        columns: ['table', 'rows', 'columns', 'files', 'loaded', 'by'],
        rows: tables.map(({ table, rows, columns, files, loadedAt, loadedBy }) => [
          table,
          rows,
          columns.length,
          files.map(({ name }) => name).join(', '),
          loadedAt,
          loadedBy,
        ]),
      },
    }
  },
})

const remove = defineCommand({
  path: ['data', 'remove'],
  summary: 'Take a loaded table away again',
  example: 'pergola data remove sales',
  arguments: [{ name: 'table', description: 'the table, as `pergola data list` names it' }],
  schema: z.object({ table: z.string() }),
  run: async (ctx, { table }) => {
    await removeTable(ctx, { table }).catch((error: unknown) => {
      if (isAppError(error) && error.code === 'NOT_FOUND')
        throw new CliFailure(`No table ${table} was loaded. \`pergola data list\` names those that were.`)
      throw error
    })
    return { data: { table }, words: `${table} is taken away.` }
  },
})

/** What is wrong with a file in one sentence, and what stands of those before it. */
function toFailure(error: unknown, file: string, before: number): unknown {
  if (!isAppError(error) || error.fieldErrors === undefined) return error
  const words = Object.values(error.fieldErrors).flat().join('\n')
  const rest = before === 0 ? 'Nothing was changed.' : `Those before it (${before}) are loaded.`
  return new CliFailure(`${file}: ${words}\n${rest}`)
}

export const dataCommands: CliCommand[] = [load, list, remove]
