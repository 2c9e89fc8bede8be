import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { inTransaction } from '@/lib/platform/db'
import { csvHeader, toCsvLine, toJsonLine } from '../export-lines'
import { listEvents } from '../repository'
import type { AuditFilter, Cursor } from '../schema'
import { recordChange } from '../service'
import { toEventQuery } from './list-events'

const CHUNK = 1_000

export type ExportFormat = 'csv' | 'json'

/**
 * Everything that matches, newest first, as text in chunks: a thousand events in memory at a time. Needs `export:audit`;
 * the export itself is recorded before its first byte leaves.
 * @throws AppError FORBIDDEN, recorded
 */
export async function exportAuditEvents(
  ctx: Ctx,
  input: { filter: AuditFilter; timeZone: string; format: ExportFormat },
): Promise<AsyncGenerator<string>> {
  await requireRight(ctx, 'export:audit')
  const { filter, format, timeZone } = input
  await inTransaction((tx) =>
    recordChange(tx, ctx, {
      action: 'audit.exported',
      subject: { kind: 'audit', id: '*' },
      changes: {
        format: { before: null, after: format },
        // An actor is looked for by name too: which filters were set is kept, what was typed for a person is not.
        ...Object.fromEntries(
          Object.entries(filter).map(([name, value]) => [
            `filter.${name}`,
            { before: null, after: name === 'actor' ? '(set)' : value },
          ]),
        ),
      },
    }),
  )
  return exportLines(toEventQuery(filter, timeZone), format)
}

async function* exportLines(
  query: ReturnType<typeof toEventQuery>,
  format: ExportFormat,
): AsyncGenerator<string> {
  yield format === 'csv' ? csvHeader() : '['
  let after: Cursor | undefined
  let first = true
  for (;;) {
    const events = await listEvents(query, { after, limit: CHUNK })
    const lines = events.map((event) => {
      if (format === 'csv') return toCsvLine(event)
      const separator = first ? '\n' : ',\n'
      first = false
      return separator + toJsonLine(event)
    })
    if (lines.length > 0) yield lines.join('')
    const last = events.at(-1)
    if (last === undefined || events.length < CHUNK) break
    const [at = '0', id = ''] = last.cursor.split('_')
    after = { at, id }
  }
  if (format === 'json') yield '\n]\n'
}
