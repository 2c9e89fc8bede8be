import 'server-only'
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { defineRoute } from '@/lib/access/define-route'
import { PATH_HEADER } from '@/lib/platform/answer-headers'
import { env } from '@/lib/platform/env'
import { AppError, isAppError } from '@/lib/platform/errors'
import { writeFormFile } from '@/lib/platform/multipart'
import { isCrossSiteWrite } from '@/lib/platform/security'
import { dispositionOf, type FileProblem, isFileProblem } from '../file-types'
import { FILE_LIMITS } from '../model'
import { addFile, openFile, requireFileHolder } from '../service/product-files'

const UNREADABLE = {
  'no-form': 'failed',
  'no-file': 'missing',
  'too-large': 'large',
  'cut-off': 'failed',
} as const satisfies Record<string, FileProblem>

/**
 * POST /products/[code]/files: a form's file. A browser is led back to the card, which says what was wrong; a program gets
 * the file's id, or a problem.
 */
export const receiveProductFile = defineRoute<{ code: string }>(
  { right: 'edit:product' },
  async (ctx, request, params) => {
    refuseForeign(request)
    const product = await requireFileHolder(ctx, params.code)
    const isBrowser = request.headers.get('accept')?.includes('text/html') === true
    const card = `/products/${encodeURIComponent(product.code)}`
    const folder = resolve(env().PERGOLA_DATA_DIR, 'uploads')
    await mkdir(folder, { recursive: true })
    const path = join(folder, randomUUID())
    try {
      const form = await writeFormFile(request, { path, maxBytes: FILE_LIMITS.bytes })
      if (!form.ok) throw new AppError('VALIDATION', { details: { problem: UNREADABLE[form.why] } })
      const { id } = await addFile(ctx, product, { name: form.name, bytes: await readFile(path) })
      if (!isBrowser) return Response.json({ id }, { status: 201 })
      return seeOther(`${card}?fileAdded#files`)
    } catch (error) {
      const problem = problemOf(error)
      if (problem === null || !isBrowser) throw error
      return seeOther(`${card}?file=${problem}#files`)
    } finally {
      await rm(path, { force: true })
    }
  },
)

function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { location } })
}

function problemOf(error: unknown): FileProblem | null {
  const problem = isAppError(error) ? error.details.problem : undefined
  return isFileProblem(problem) ? problem : null
}

/** proxy.ts, which refuses such writes elsewhere, is not asked about this path: it would hold the file in memory. */
function refuseForeign(request: Request): void {
  const { method, headers } = request
  const foreign = isCrossSiteWrite({ method, headers, nextUrl: { pathname: new URL(request.url).pathname } })
  if (foreign || !headers.has(PATH_HEADER)) {
    throw new AppError('FORBIDDEN', { details: { reason: 'cross-site request' } })
  }
}

/**
 * GET /products/[code]/files/[file]: for who may read the product at this moment. Nothing but pictures that the portal drew
 * itself is shown in place, and whatever it is runs nothing: `policyFor` in lib/platform/security.ts answers with a sandbox.
 */
export const sendProductFile = defineRoute<{ code: string; file: string }>(
  { right: 'read:product' },
  async (ctx, request, { code, file: id }) => {
    if (!z.uuid().safeParse(id).success) throw new AppError('NOT_FOUND', { details: { kind: 'file' } })
    const small = new URL(request.url).searchParams.get('size') === 'small'
    const file = await openFile(ctx, { code, id, small })
    const kind = file.isPicture ? 'inline' : 'attachment'
    return new Response(file.bytes, {
      headers: {
        'content-type': file.mediaType.startsWith('text/')
          ? `${file.mediaType}; charset=utf-8`
          : file.mediaType,
        'content-length': String(file.bytes.byteLength),
        'content-disposition': dispositionOf(kind, file.name),
        'cache-control': 'private, no-cache',
      },
    })
  },
)
