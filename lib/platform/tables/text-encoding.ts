import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'

export type TextEncoding = { label: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'; words: string }

const UTF8 = { label: 'utf-8', words: 'UTF-8' } as const
const UTF16LE = { label: 'utf-16le', words: 'UTF-16 LE' } as const
const UTF16BE = { label: 'utf-16be', words: 'UTF-16 BE' } as const
const WINDOWS = { label: 'windows-1252', words: 'Windows-1252' } as const

/** The first bytes of a file. */
export async function readStart(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/**
 * How a text file is encoded: by its mark where it has one; UTF-16 shows by its zero bytes; what is valid UTF-8 from end
 * to end is that, and all else Windows-1252, as Excel on Windows writes it.
 */
export async function findEncoding(path: string): Promise<TextEncoding> {
  const start = await readStart(path, 4_096)
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return UTF8
  if (start[0] === 0xff && start[1] === 0xfe) return UTF16LE
  if (start[0] === 0xfe && start[1] === 0xff) return UTF16BE
  const zeros = [0, 0]
  for (const [index, byte] of start.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  const many = start.length / 8
  if (odd > many && even < odd / 4) return UTF16LE
  if (even > many && odd < even / 4) return UTF16BE
  return (await isUtf8(path)) ? UTF8 : WINDOWS
}

async function isUtf8(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of createReadStream(path)) decoder.decode(chunk as Buffer, { stream: true })
    decoder.decode()
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

/** A piece is gone through in one go: of the shortest rows there are, in some ten milliseconds. */
const PIECE_BYTES = 16_384

/** A file's text in pieces, without its mark. */
export async function* readText(path: string, { label }: TextEncoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(label)
  for await (const chunk of createReadStream(path, { highWaterMark: PIECE_BYTES }))
    yield decoder.decode(chunk as Buffer, { stream: true })
  yield decoder.decode()
}
