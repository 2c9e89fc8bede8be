import { existsSync, readFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'

/**
 * What a picture looks like, in short: the mean brightness of each square of 8 pixels, the colours weighed so that none
 * hides behind another. A letter more or less shows; the last bit of an edge, which a browser draws now so and now so,
 * does not.
 */
export type Print = { width: number; height: number; squares: Float32Array }

const SQUARE = 8
/** Of 255. A single dark pixel on white changes its square by 4. */
const TOLERANCE = 1
const SIGNATURE = '89504e470d0a1a0a'
/** Samples a pixel, by the colour type of the file. */
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 6: 4 }
const WEIGHTS = [0.5, 0.3, 0.2, 0]

export function looksTheSame(one: Print, other: Print): boolean {
  if (one.width !== other.width || one.height !== other.height) return false
  return one.squares.every((value, index) => Math.abs(value - (other.squares[index] ?? 0)) <= TOLERANCE)
}

/** Reads a PNG as browsers write them: 8 bits a sample, not interlaced. */
export function readPrint(file: string): Print | { fault: string } {
  if (!existsSync(file)) return { fault: 'is missing' }
  const png = readFileSync(file)
  if (png.subarray(0, 8).toString('hex') !== SIGNATURE) return { fault: 'is no PNG' }
  const { header, data } = partsOf(png)
  if (header === undefined || header.length < 13) return { fault: 'is a broken PNG' }
  const width = header.readUInt32BE(0)
  const height = header.readUInt32BE(4)
  const channels = CHANNELS[header[9] ?? -1]
  if (channels === undefined || header[8] !== 8 || header[12] !== 0)
    return { fault: 'is a PNG of another kind' }
  try {
    const rows = inflateSync(data)
    if (rows.length !== height * (width * channels + 1)) return { fault: 'is a broken PNG' }
    return { width, height, squares: squaresOf(rows, { width, height, channels }) }
  } catch {
    return { fault: 'is a broken PNG' }
  }
}

function partsOf(png: Buffer): { header: Buffer | undefined; data: Buffer } {
  const data: Buffer[] = []
  let header: Buffer | undefined
  for (let at = 8; at + 12 <= png.length; ) {
    const length = png.readUInt32BE(at)
    const kind = png.toString('latin1', at + 4, at + 8)
    const body = png.subarray(at + 8, at + 8 + length)
    if (kind === 'IHDR') header = body
    if (kind === 'IDAT') data.push(body)
    at += length + 12
  }
  return { header, data: Buffer.concat(data) }
}

type Size = { width: number; height: number; channels: number }

function squaresOf(rows: Buffer, { width, height, channels }: Size): Float32Array {
  const across = Math.ceil(width / SQUARE)
  const squares = new Float32Array(across * Math.ceil(height / SQUARE))
  const stride = width * channels
  let above: Uint8Array = new Uint8Array(stride)
  for (let y = 0; y < height; y++) {
    const from = y * (stride + 1)
    const line = rows.subarray(from + 1, from + 1 + stride)
    unfilter(rows[from] ?? 0, line, above, channels)
    const first = Math.floor(y / SQUARE) * across
    for (let at = 0; at < stride; at++) {
      const square = first + Math.floor(at / (channels * SQUARE))
      const weight = channels === 1 ? 1 : (WEIGHTS[at % channels] ?? 0)
      squares[square] = (squares[square] ?? 0) + ((line[at] ?? 0) * weight) / (SQUARE * SQUARE)
    }
    above = line
  }
  return squares
}

/** Undoes what a PNG does to a line before it is packed (PNG, 3rd edition, §9). */
function unfilter(kind: number, line: Uint8Array, above: Uint8Array, channels: number): void {
  if (kind === 0) return
  for (let at = 0; at < line.length; at++) {
    const left = at < channels ? 0 : (line[at - channels] ?? 0)
    const up = above[at] ?? 0
    const corner = at < channels ? 0 : (above[at - channels] ?? 0)
    line[at] = (line[at] ?? 0) + predicted(kind, left, up, corner)
  }
}

function predicted(kind: number, left: number, up: number, corner: number): number {
  if (kind === 1) return left
  if (kind === 2) return up
  if (kind === 3) return (left + up) >> 1
  const toLeft = Math.abs(up - corner)
  const toUp = Math.abs(left - corner)
  const toCorner = Math.abs(left + up - 2 * corner)
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}
