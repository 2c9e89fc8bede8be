import 'server-only'
import { defineRoute } from '@/lib/access/define-route'
import { AppError } from '@/lib/platform/errors'
import { parseAuditFilter } from './schema'
import { exportAuditEvents } from './service/export-events'

const TYPES = { csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' } as const

/** GET ?format=csv|json and the list's filters: all that match, streamed as it is read. */
export const exportAudit = defineRoute({ right: 'export:audit' }, async (ctx, request) => {
  const params = Object.fromEntries(new URL(request.url).searchParams)
  const format = params.format ?? 'csv'
  const { filter, ignored } = parseAuditFilter(params)
  if ((format !== 'csv' && format !== 'json') || ignored.length > 0) {
    // Unlike the page, an export does not widen what was asked for in silence.
    const fields = format !== 'csv' && format !== 'json' ? ['format', ...ignored] : ignored
    throw new AppError('VALIDATION', {
      fieldErrors: Object.fromEntries(fields.map((field) => [field, ['This value is not understood.']])),
    })
  }
  const chunks = await exportAuditEvents(ctx, { filter, format, timeZone: ctx.user.timeZone })
  const day = ctx.now().toISOString().slice(0, 10)
  return new Response(toStream(chunks), {
    headers: {
      'content-type': TYPES[format],
      'content-disposition': `attachment; filename="pergola-audit-${day}.${format}"`,
    },
  })
})

/** Pulled as the reader takes it: nothing is read ahead, and it ends when the reader goes away. */
function toStream(chunks: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await chunks.return(undefined)
    },
  })
}
