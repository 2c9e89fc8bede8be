import { Message, type MessageHeader, type RecordBatch, RecordBatchReader, type Schema } from 'apache-arrow'
import { readCompressed } from './compression'
import type { FlightData } from './wire'

// Flight sends the messages of an Arrow stream one by one, without the frame that a stream in a file has. Here they get it.

const CONTINUATION = 0xffffffff
const PREFIX_BYTES = 8
const NOTHING = new Uint8Array(0)

export type FramedMessage = { header: MessageHeader; bytes: readonly Uint8Array[] }

/** The end of a stream. */
export const END_OF_STREAM = Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])

/**
 * A message as a stream has it: prefix and header, then the body. Null for one that carries only the application's own words.
 * @throws Error when the body is not as long as its header says
 */
export function frame({ dataHeader, dataBody }: FlightData): FramedMessage | null {
  if (dataHeader.length === 0) return null
  const message = Message.decode(dataHeader)
  if (message.bodyLength !== dataBody.length) {
    throw new Error(`a body of ${message.bodyLength} bytes was said, and ${dataBody.length} came`)
  }
  const padded = Math.ceil(dataHeader.length / 8) * 8
  // Zeroed: the padding goes into files.
  const head = Buffer.alloc(PREFIX_BYTES + padded)
  head.writeUInt32LE(CONTINUATION, 0)
  head.writeUInt32LE(padded, 4)
  dataHeader.copy(head, PREFIX_BYTES)
  return { header: message.headerType, bytes: dataBody.length === 0 ? [head] : [head, dataBody] }
}

/** The schema of a FlightInfo or of a prepared statement; null where the server left it out. */
export function readSchema(bytes: Buffer): Schema | null {
  return bytes.length === 0 ? null : RecordBatchReader.from(bytes).open().schema
}

export type BatchReader = { schema: Schema; batches: AsyncIterable<RecordBatch> }

/** Reads one endpoint's messages. `next` answers null at the end. @throws what `next` throws, or Error for what is not Arrow */
export async function readBatches(next: () => Promise<FlightData | null>): Promise<BatchReader> {
  readCompressed()
  const reader = await RecordBatchReader.from(framesOf(next))
  await reader.open({ autoDestroy: false })
  if (reader.schema === undefined || reader.schema === null) throw new Error('an answer without a schema')
  return { schema: reader.schema, batches: reader }
}

async function* framesOf(next: () => Promise<FlightData | null>): AsyncGenerator<Uint8Array> {
  for (;;) {
    const data = await next()
    if (data === null) return
    const [head, body] = frame(data)?.bytes ?? []
    if (head === undefined) continue
    yield head
    // The library asks for the next piece before it takes the rest of the last: without this a batch is late by one.
    yield NOTHING
    if (body !== undefined) yield body
  }
}
