import type { Ctx } from '@/lib/access/model'
import type { Batch } from '@/lib/connectors/tabular'
import { AppError } from '@/lib/platform/errors'
import { createSweep } from '@/lib/platform/short-lived'
import { EXPORT_FORMATS, EXPORTS, type ExportFormat } from './export-formats'
import { writeExport } from './export-write'
import { queryKeySchema } from './schema'
import { givenParameters } from './search-params'
import { exportQueryAs, type QueryExport } from './service'

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
  const sent = { bytes: 0 }
  const asked = {
    key: key.data,
    parameters: givenParameters(new URL(request.url).searchParams),
    signal: request.signal,
    fileBytes: () => sent.bytes,
  }
  const answer = await exportQueryAs(ctx, asked, format)
  return new Response(toBody(answer, format, sent), {
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

/**
 * Asked for part by part, so that a slow reader slows the engine and nothing heaps up. The run is recorded before the
 * reader hears of the end.
 */
function toBody(
  answer: QueryExport<Batch>,
  format: ExportFormat,
  sent: { bytes: number },
): ReadableStream<Uint8Array> {
  const parts = writeExport(format, answer)
  const sweep = createSweep()
  const next = async () => {
    try {
      // A turn that gives nothing would be the last.
      for (;;) {
        const { done, value } = await parts.next()
        if (done || value.length > 0) return value
      }
    } catch (error) {
      await answer.finish(error)
      throw error
    }
  }
  return new ReadableStream(
    {
      pull: async (controller) => {
        const part = await next()
        if (part === undefined) {
          await answer.finish()
          return controller.close()
        }
        sent.bytes += part.length
        sweep(part.length)
        controller.enqueue(part)
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
