import { z } from 'zod'
import { type CliCell, CliFailure, defineCommand } from '@/cli/command'
import type { Cell } from '@/lib/connectors/tabular'
import { AD_HOC_ROWS, statementInput } from '../ad-hoc'
import { closeAnalytics } from '../service'
import { askStatement } from '../service/ad-hoc'
import { closeAdHoc } from '../service/ad-hoc-engine'

/** `pergola analytics sql`: one SELECT of one's own, as on /analytics/sql. */
export const sqlCommand = defineCommand({
  path: ['analytics', 'sql'],
  summary: 'Ask in SQL of your own: one SELECT, over every row, in an engine apart',
  example: 'pergola analytics sql "SELECT count(*) FROM orders" --json',
  arguments: [{ name: 'sql', description: 'the statement, in quotes' }],
  schema: z.object({ sql: statementInput.shape.sql }),
  run: async (ctx, { sql }) => {
    try {
      const asked = await askStatement(ctx, { sql, purpose: 'cli' })
      if (!asked.ok) throw new CliFailure(faultWords(asked.fault))
      const { columns, rows, cut } = asked.answer
      return {
        data: { columns, rows, rowCount: rows.length, cut, engine: asked.engine, elapsedMs: asked.elapsedMs },
        table: { columns: columns.map(({ name }) => name), rows: rows.map((row) => row.map(toCliCell)) },
        words:
          cut === null
            ? undefined
            : `Only the first ${rows.length} rows (at most ${AD_HOC_ROWS.cli}); there are more.`,
      }
    } finally {
      await Promise.all([closeAdHoc(), closeAnalytics()])
    }
  },
})

type Fault = Extract<Awaited<ReturnType<typeof askStatement>>, { ok: false }>['fault']

function faultWords({ words, place }: Fault): string {
  if (place === null) return words
  const { line, column, text } = place
  return `${words}\nLine ${line}, column ${column}:\n  ${text}\n  ${' '.repeat(column - 1)}^`
}

function toCliCell(cell: Cell): CliCell {
  return typeof cell === 'object' && cell !== null ? JSON.stringify(cell) : cell
}
