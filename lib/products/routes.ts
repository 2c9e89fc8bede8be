import 'server-only'
import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { defineRoute } from '@/lib/access/define-route'
import type { Ctx } from '@/lib/access/model'
import { PATH_HEADER } from '@/lib/platform/answer-headers'
import { env } from '@/lib/platform/env'
import { AppError, isAppError } from '@/lib/platform/errors'
import { writeFormFile } from '@/lib/platform/multipart'
import { isCrossSiteWrite } from '@/lib/platform/security'
import type { TableFormat } from '@/lib/platform/tables/model'
import { TABLE_TYPES, writeTable } from '@/lib/platform/tables/write'
import { MAX_IMPORT_BYTES } from './import-model'
import { productFilter, productQuery } from './schema/query'
import { exportProducts } from './service/export-products'
import { skippedRows } from './service/get-import'
import { keepRefusedFile, takeInFile } from './service/import-file'

/** GET /products/export.<format> with the list's filters and order: every product that matches, streamed. */
export function exportAs(format: TableFormat) {
  return defineRoute({ right: 'read:product' }, async (ctx, request) => {
    const parameters = Object.fromEntries(new URL(request.url).searchParams)
    const filter = productFilter.parse(parameters)
    const order = productQuery.parse(parameters)
    const day = ctx.now().toISOString().slice(0, 10)
    return download(format, `products-${day}`, await exportProducts(ctx, { filter, order, format }))
  })
}

/** GET /products/import/[id]/skipped.csv: the rows that were left out, with why. */
export const exportSkipped = defineRoute<{ id: string }>({}, async (ctx, _request, { id }) => {
  const { headers, batches } = await skippedRows(ctx, id)
  const columns = headers.map((name) => ({ name, kind: 'text' as const }))
  return download('csv', 'skipped-rows', { title: 'Skipped rows', columns, batches })
})

function download(format: TableFormat, name: string, table: Parameters<typeof writeTable>[1]): Response {
  return new Response(toStream(writeTable(format, table)), {
    headers: {
      'content-type': TABLE_TYPES[format],
      'content-disposition': `attachment; filename="${name}.${format}"`,
    },
  })
}

/** Pulled as the reader takes it: nothing is read ahead, and it ends when the reader goes away. */
function toStream(pieces: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: async () => {
      await pieces.return(undefined)
    },
  })
}

/**
 * POST /products/import/file: a form's file, written to disk as it comes in. A browser is led to the import's page, where
 * a file that cannot be read says why; a program gets the import's id, or a problem.
 */
export const receiveFile = defineRoute({ right: 'edit:product' }, async (ctx, request) => {
  refuseForeign(request)
  const folder = resolve(env().PERGOLA_DATA_DIR, 'imports')
  await mkdir(folder, { recursive: true })
  const path = join(folder, randomUUID())
  const isBrowser = request.headers.get('accept')?.includes('text/html') === true
  let name = ''
  try {
    const file = await writeFormFile(request, { path, maxBytes: MAX_IMPORT_BYTES })
    if (!file.ok) throw new AppError('VALIDATION', { fieldErrors: { file: [UNREADABLE[file.why]] } })
    name = file.name
    return ready((await takeInFile(ctx, { path, name })).id, isBrowser)
  } catch (error) {
    if (!isBrowser || !isAppError(error) || error.fieldErrors?.file === undefined) throw error
    return await refused(ctx, name, error.fieldErrors.file.join(' '))
  } finally {
    await rm(path, { force: true })
  }
})

/** proxy.ts, which refuses such writes elsewhere, is not asked about this path: it would hold the file in memory. */
function refuseForeign(request: Request): void {
  const { method, headers } = request
  const foreign = isCrossSiteWrite({ method, headers, nextUrl: { pathname: new URL(request.url).pathname } })
  if (foreign || !headers.has(PATH_HEADER)) {
    throw new AppError('FORBIDDEN', { details: { reason: 'cross-site request' } })
  }
}

function ready(id: string, isBrowser: boolean): Response {
  const headers = { location: `/products/import/${id}` }
  return isBrowser
    ? new Response(null, { status: 303, headers })
    : Response.json({ id }, { status: 201, headers })
}

async function refused(ctx: Ctx, name: string, words: string): Promise<Response> {
  return ready((await keepRefusedFile(ctx, { name, words })).id, true)
}

const UNREADABLE = {
  'no-form': 'Send the file as a form does (multipart/form-data).',
  'no-file': 'Choose a file.',
  'too-large': `The file is too large: at most ${MAX_IMPORT_BYTES / 2 ** 20} MB.`,
  'cut-off': 'The file did not come in whole. Send it again.',
} as const
