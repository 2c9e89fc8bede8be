import type { Ctx } from '@/lib/access/model'
import type { Batch } from '@/lib/connectors/tabular'
import { AppError } from '@/lib/platform/errors'
import { EXPORT_FORMATS, EXPORTS, type ExportFormat } from './export-formats'
import { writeExport } from './export-write'
import { queryKeySchema } from './schema'
import { givenParameters } from './search-params'
import { exportQuery, exportQueryAsCsv, type QueryExport } from './service'

/**
 * GET /analytics/[query]/export/[format]: every row, as it comes from the engine, in constant memory. A fault before the
 * first row is a problem document; a later one cuts the connection, so that half a file is not taken for a whole one.
 */
export async function exportAnswer(
  ctx: Ctx,
  request: Request,
  params: { query: string; format: string },
): Promise<Response> {
  const key = queryKeySchema.safeParse(params.query)
  const format = EXPORT_FORMATS.find((known) => known === params.format)
  if (!key.success || format === undefined) throw new AppError('NOT_FOUND')
  const asked = {
    key: key.data,
    parameters: givenParameters(new URL(request.url).searchParams),
    signal: request.signal,
  }
  const answer = await (format === 'csv' ? exportQueryAsCsv(ctx, asked) : exportQuery(ctx, asked))
  return new Response(toBody(answer, format), {
    headers: {
      'content-type': EXPORTS[format].type,
      'content-disposition': `attachment; filename="${key.data}.${format}"`,
      'cache-control': 'private, no-store',
    },
  })
}

/** GET /analytics/[query]/csv: the address of exports before there were formats. */
export function exportCsv(ctx: Ctx, request: Request, params: { query: string }): Promise<Response> {
  return exportAnswer(ctx, request, { ...params, format: 'csv' })
}

/** Asked for part by part, so that a slow reader slows the engine and nothing heaps up. */
function toBody(answer: QueryExport<Batch>, format: ExportFormat): ReadableStream<Uint8Array> {
  const parts = writeExport(format, answer)
  return new ReadableStream(
    {
      pull: async (controller) => {
        for (;;) {
          const { done, value } = await parts.next()
          if (done) return controller.close()
          // A turn that gives nothing would be the last.
          if (value.length > 0) return controller.enqueue(value)
        }
      },
      cancel: async () => {
        await parts.return(undefined)
        await answer.close()
      },
    },
    // Nothing is asked for before somebody reads.
    { highWaterMark: 0 },
  )
}
