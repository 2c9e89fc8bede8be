import type { Ctx } from '@/lib/access/model'
import { AppError } from '@/lib/platform/errors'
import { BYTE_ORDER_MARK, toCsv } from './csv'
import { queryKeySchema } from './schema'
import { givenParameters } from './search-params'
import { exportQuery, type QueryExport } from './service'

/**
 * GET /analytics/[query]/csv: every row, as it comes from the engine, in constant memory. A fault before the first row
 * is a problem document; a later one cuts the connection, so that half a file is not taken for a whole one.
 */
export async function exportCsv(ctx: Ctx, request: Request, params: { query: string }): Promise<Response> {
  const key = queryKeySchema.safeParse(params.query)
  if (!key.success) throw new AppError('NOT_FOUND')
  const answer = await exportQuery(ctx, {
    key: key.data,
    parameters: givenParameters(new URL(request.url).searchParams),
    signal: request.signal,
  })
  return new Response(toBody(answer), {
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${key.data}.csv"`,
      'cache-control': 'private, no-store',
    },
  })
}

/** Asked for part by part, so that a slow reader slows the engine and nothing heaps up. */
function toBody({ columns, batches, close }: QueryExport): ReadableStream<Uint8Array> {
  const parts = toCsv(columns, batches)
  const encoder = new TextEncoder()
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(BYTE_ORDER_MARK)),
    pull: async (controller) => {
      const { done, value } = await parts.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel: async () => {
      await parts.return(undefined)
      await close()
    },
  })
}
