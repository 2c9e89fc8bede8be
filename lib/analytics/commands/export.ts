import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { CliFailure, CliUsageError, defineCommand } from '@/cli/command'
import type { Batch } from '@/lib/connectors/tabular'
import { calledFrom } from '@/lib/platform/env'
import { isAppError } from '@/lib/platform/errors'
import { EXPORT_FORMATS } from '../export-formats'
import { writeExport } from '../export-write'
import { queryKeySchema } from '../schema'
import { closeAnalytics, exportQueryAs, type QueryExport } from '../service'
import { PARAM, params, toParameters, toUsageError } from './parameters'

/** The query's rows in a file, all of them; the file is there whole or not at all. */
export const exportCommand = defineCommand({
  path: ['analytics', 'export'],
  summary: `Write all rows of a query to a file, by its ending: ${EXPORT_FORMATS.join(', ')}`,
  example: 'pergola analytics export best-products best.parquet --param count=77',
  arguments: [
    { name: 'query', description: 'the query, as `pergola analytics list` names it' },
    { name: 'file', description: `the file to write, ending in ${EXPORT_FORMATS.join(', ')}` },
  ],
  options: [PARAM],
  schema: z.object({ query: queryKeySchema, file: z.string().min(1), param: params }),
  run: async (ctx, { query, file, param }) => {
    const format = EXPORT_FORMATS.find((known) => `.${known}` === extname(file).toLowerCase())
    if (format === undefined) throw new CliUsageError(`The file must end in .${EXPORT_FORMATS.join(', .')}.`)
    const path = resolve(calledFrom(), file)
    const sent = { bytes: 0 }
    const asked = { key: query, parameters: toParameters(param), fileBytes: () => sent.bytes }
    try {
      const answer = await exportQueryAs(ctx, asked, format)
      const counted = countRows(answer)
      await writeWhole(path, answer, counting(writeExport(format, { ...answer, ...counted }), sent))
      const { bytes } = sent
      return {
        data: { query, file: path, format, rows: counted.rows(), bytes },
        words: `${counted.rows()} rows are in ${file}.`,
      }
    } catch (error) {
      throw toUsageError(error)
    } finally {
      await closeAnalytics()
    }
  },
})

function countRows({ batches }: QueryExport<Batch>): { batches: AsyncIterable<Batch>; rows: () => number } {
  let rows = 0
  async function* counted() {
    for await (const batch of batches) {
      rows += 'rows' in batch ? batch.rows : batch.length
      yield batch
    }
  }
  return { batches: counted(), rows: () => rows }
}

async function* counting(parts: AsyncGenerator<Uint8Array>, sent: { bytes: number }) {
  for await (const part of parts) {
    sent.bytes += part.length
    yield part
  }
}

/** Beside its place first: what fails half-way leaves the file of before. */
async function writeWhole(
  path: string,
  answer: QueryExport<Batch>,
  parts: AsyncGenerator<Uint8Array>,
): Promise<void> {
  const making = `${path}.${randomUUID().slice(0, 8)}.part`
  try {
    await pipeline(parts, createWriteStream(making, { flags: 'wx' }))
    await answer.finish()
    await rename(making, path)
  } catch (error) {
    await answer.finish(error)
    await rm(making, { force: true })
    if (isAppError(error) || !(error instanceof Error)) throw error
    throw new CliFailure(`${path} was not written: ${error.message}`)
  }
}
