import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyHeaders } from '@fastify/busboy'

export type FormFile =
  | { ok: true; name: string }
  | { ok: false; why: 'no-form' | 'no-file' | 'too-large' | 'cut-off' }

/** Room for what a form has round its file. */
const FRAME_BYTES = 2 ** 16

/**
 * Writes the one file of a form (multipart/form-data) to `path` as it comes in, so that it is never held in memory. More
 * than `maxBytes` is refused, by what the request says before it is read and by what comes. The path is the caller's to
 * delete, whatever the answer.
 */
export async function writeFormFile(
  request: Request,
  { path, maxBytes }: { path: string; maxBytes: number },
): Promise<FormFile> {
  const contentType = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data\s*;.*boundary=/i.test(contentType) || request.body === null) {
    return { ok: false, why: 'no-form' }
  }
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes + FRAME_BYTES) {
    return { ok: false, why: 'too-large' }
  }
  const parser = new Busboy({
    headers: { 'content-type': contentType } satisfies BusboyHeaders,
    limits: { files: 1, fields: 5, parts: 10, fileSize: maxBytes, fieldSize: 1_000, headerPairs: 50 },
  })
  let name = ''
  let cut = false
  let written: Promise<void> = Promise.resolve()
  parser.on('file', (_field, stream, fileName) => {
    name = fileName ?? ''
    stream.on('limit', () => {
      cut = true
      // The rest is not waited for.
      parser.destroy(new Error('too large'))
    })
    written = pipeline(stream, createWriteStream(path))
    written.catch(() => {})
  })
  try {
    await pipeline(Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]), parser)
    await written
  } catch {
    return { ok: false, why: cut ? 'too-large' : 'cut-off' }
  }
  return name === '' ? { ok: false, why: 'no-file' } : { ok: true, name }
}
