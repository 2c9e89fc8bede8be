import { type FileHandle, open } from 'node:fs/promises'
import { DataType, type Field, RecordBatchReader, TimeUnit } from 'apache-arrow'
import type { Row } from '../tabular'
import { rowsOf } from './cells'
import { readCompressed } from './compression'
import { storedType, toColumns } from './map'

export type ArrowFile = {
  /** Types in the words of DuckDB; null for one that is not taken from a file. */
  columns: readonly { name: string; type: string | null; words: string }[]
  batches: AsyncIterable<readonly Row[]>
  close: () => Promise<void>
}

/** A file of Arrow IPC, in its file or its stream format. @throws Error for one that is none, or does not end */
export async function openArrowFile(path: string): Promise<ArrowFile> {
  readCompressed()
  const file = await open(path)
  try {
    await requireEnd(file)
    const reader = await RecordBatchReader.from(file)
    await reader.open()
    const words = toColumns(reader.schema)
    const columns = reader.schema.fields.map((field, index) => ({
      name: field.name,
      type: duckdbType(field, words[index]?.nativeType ?? ''),
      words: words[index]?.nativeType ?? '',
    }))
    return { columns, batches: batchesOf(reader), close: () => file.close() }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function* batchesOf(reader: RecordBatchReader): AsyncGenerator<readonly Row[]> {
  for await (const batch of reader) yield* rowsOf(batch)
}

const MAGIC = 'ARROW1'
const END_OF_STREAM = 'ffffffff00000000'

/** Half a file has no end: what was copied in part must not be taken for the whole. */
async function requireEnd(file: FileHandle): Promise<void> {
  const { size } = await file.stat()
  const at = async (from: number, length: number) =>
    (await file.read(Buffer.alloc(length), 0, length, from)).buffer
  const isFile = (await at(0, MAGIC.length)).toString('latin1') === MAGIC
  const ends = isFile
    ? size > 2 * MAGIC.length && (await at(size - MAGIC.length, MAGIC.length)).toString('latin1') === MAGIC
    : size > 8 && (await at(size - 8, 8)).toString('hex') === END_OF_STREAM
  if (!ends) throw new Error('it does not end as a file of Arrow does: half of it may be missing')
}

const TAKEN =
  /^(BOOLEAN|U?(TINYINT|SMALLINT|INTEGER|BIGINT)|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\)|VARCHAR|DATE|TIME|UUID)(\[\])*$/

function duckdbType(field: Field, words: string): string | null {
  const type = storedType(field.type)
  if (DataType.isTimestamp(type)) {
    if (type.unit !== TimeUnit.NANOSECOND) return type.timezone ? 'TIMESTAMPTZ' : 'TIMESTAMP'
    return type.timezone ? null : 'TIMESTAMP_NS'
  }
  if (DataType.isNull(type)) return 'VARCHAR'
  if (DataType.isDecimal(type) && type.precision > 38) return null
  return TAKEN.test(words) ? words : null
}
