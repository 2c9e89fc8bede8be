import { fileTypeFromBuffer } from 'file-type'
import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { fileStore } from '@/lib/platform/file-store'
import { logger } from '@/lib/platform/logger'
import { PICTURE_TYPES, redraw } from '@/lib/platform/picture'
import { isLockedWhole } from '@/lib/synced/model'
import { acceptedType, type FileProblem, safeName } from '../file-types'
import { FILE_LIMITS, type FileId, type Product, type ProductFile } from '../model'
import {
  countFilesToAddOne,
  deleteFile,
  findFile,
  insertFile,
  listFiles,
  listUsedKeys,
} from '../repository/files'
import type { RemoveFileInput } from '../schema/file'
import { requireEditable, requireReadable, userIdOf } from './reach'
import { tellWatchers } from './tell-watchers'

const ADDED = 'product.fileAdded'

function refuse(problem: FileProblem, cause?: unknown): AppError {
  return new AppError('VALIDATION', { details: { problem }, cause })
}

/** A product that the actor may add files to, asked before anything is read of what they send. */
export async function requireFileHolder(ctx: Ctx, code: string): Promise<Product> {
  const product = await requireEditable(ctx, code, ADDED)
  if (isLockedWhole(product)) throw refuse('synced')
  return product
}

/**
 * Adds a picture or file to a product that `requireFileHolder` found. What is inside decides what it is; pictures are drawn
 * anew, so that nothing but their pixels stays. The bytes are kept before the record, so that no record is without them.
 * @throws AppError VALIDATION with details { problem }; NOT_FOUND, FORBIDDEN when it has left the actor's reach since
 */
export async function addFile(
  ctx: Ctx,
  product: Product,
  file: { name: string; bytes: Uint8Array },
): Promise<{ id: FileId }> {
  const content = await readContent(file)
  const name = safeName(file.name, content.type)
  const store = fileStore()
  const contentKey = await store.put(content.bytes)
  const thumbnailKey = content.thumbnail === null ? null : await store.put(content.thumbnail)
  const { width, height, type } = content
  const added = await inTransaction(async (tx) => {
    const count = await countFilesToAddOne(tx, product.id)
    // A large file takes its time: the product may have left the sender's reach since it was asked for.
    await requireEditable(ctx, product.code, ADDED, tx)
    if (count >= FILE_LIMITS.files) throw refuse('many')
    const id = await insertFile(tx, {
      productId: product.id,
      name,
      mediaType: type,
      size: content.bytes.byteLength,
      width,
      height,
      contentKey,
      thumbnailKey,
      addedById: userIdOf(ctx.actor),
      addedAt: ctx.now(),
    })
    await tellWatchers(tx, ctx, product.id, `file ${name} added`)
    await recordChange(tx, ctx, {
      action: ADDED,
      subject: { kind: 'product', id: product.id },
      changes: { file: { before: null, after: name } },
    })
    return { id }
  })
  // A sweep that looked before these bytes were put again may have taken them; from here on it sees their record.
  await store.put(content.bytes)
  if (content.thumbnail !== null) await store.put(content.thumbnail)
  sweepNowAndThen(ctx.now())
  return added
}

type Content = {
  type: string
  bytes: Uint8Array
  thumbnail: Uint8Array | null
  width: number | null
  height: number | null
}

async function readContent({ name, bytes }: { name: string; bytes: Uint8Array }): Promise<Content> {
  if (bytes.byteLength === 0) throw refuse('empty')
  if (bytes.byteLength > FILE_LIMITS.bytes) throw refuse('large')
  const sniffed = await fileTypeFromBuffer(bytes).catch(() => undefined)
  const type = acceptedType(sniffed?.mime, name, bytes)
  if (type === null) throw refuse('type')
  const picture = PICTURE_TYPES.find((one) => one === type)
  if (picture === undefined) return { type, bytes, thumbnail: null, width: null, height: null }
  try {
    return { type, ...(await redraw(bytes, picture)) }
  } catch (error) {
    throw refuse('picture', error)
  }
}

/** The files of a product that the caller has loaded in the reader's scope, in the order in which they were added. */
export async function filesOf(product: Pick<Product, 'id'>): Promise<ProductFile[]> {
  return await listFiles(product.id, FILE_LIMITS.files)
}

export type OpenedFile = {
  name: string
  mediaType: string
  isPicture: boolean
  bytes: Uint8Array<ArrayBuffer>
}

/**
 * A file's bytes, for who may read its product. `small`: the thumbnail of a picture.
 * @throws AppError FORBIDDEN, NOT_FOUND
 */
export async function openFile(
  ctx: Ctx,
  { code, id, small }: { code: string; id: string; small: boolean },
): Promise<OpenedFile> {
  await requireRight(ctx, 'read:product', { kind: 'product', id: code, action: 'product.read' })
  const product = await requireReadable(ctx, code, 'product.read')
  const file = await findFile(product.id, id)
  const key = small ? file?.thumbnailKey : file?.contentKey
  const bytes = key == null ? null : await fileStore().read(key)
  if (file === null || bytes === null) throw new AppError('NOT_FOUND', { details: { kind: 'file' } })
  const { name, mediaType, thumbnailKey } = file
  return { name, mediaType: small ? 'image/webp' : mediaType, isPicture: thumbnailKey !== null, bytes }
}

/** Takes a file off a product; its bytes go with the next sweep. @throws AppError FORBIDDEN, NOT_FOUND */
export async function removeFile(ctx: Ctx, { code, id }: RemoveFileInput): Promise<{ code: string }> {
  const action = 'product.fileRemoved'
  const product = await requireEditable(ctx, code, action)
  const file = await findFile(product.id, id)
  if (file === null) throw new AppError('NOT_FOUND', { details: { kind: 'file' } })
  await inTransaction(async (tx) => {
    if (!(await deleteFile(tx, file.id))) throw new AppError('NOT_FOUND', { details: { kind: 'file' } })
    await tellWatchers(tx, ctx, product.id, `file ${file.name} removed`)
    await recordChange(tx, ctx, {
      action,
      subject: { kind: 'product', id: product.id },
      changes: { file: { before: file.name, after: null } },
    })
  })
  return { code: product.code }
}

const DAY_MS = 24 * 3_600_000
const SWEEP_EVERY_MS = 3_600_000

const holder = globalThis as typeof globalThis & { pergolaFilesSweptAt?: number }

/** In the background, at most once an hour a process. */
function sweepNowAndThen(now: Date): void {
  if (now.getTime() - (holder.pergolaFilesSweptAt ?? 0) < SWEEP_EVERY_MS) return
  holder.pergolaFilesSweptAt = now.getTime()
  sweepFiles(now).catch((error: unknown) => logger.warn({ err: error }, 'files could not be swept'))
}

/** Takes away bytes that no record names and that are older than a day. @returns how many went */
export async function sweepFiles(now: Date): Promise<number> {
  const store = fileStore()
  const before = new Date(now.getTime() - DAY_MS)
  let removed = 0
  for await (const keys of store.listOlder(before)) {
    const used = await listUsedKeys(keys)
    for (const key of keys.filter((one) => !used.has(one))) {
      if (await store.removeOlder(key, before)) removed += 1
    }
  }
  if (removed > 0) logger.info({ removed }, 'files that nothing names were taken away')
  return removed
}
