import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { TableFault, type TableLimits } from './model'

const MAX_ENTRIES = 2_000
/** What is smaller than this inflated is read whatever it was compressed by. */
const HARMLESS_BYTES = 8 * 2 ** 20
/** Sheets of one word repeated are compressed some fifty times; a bomb a thousand times. */
const MAX_RATIO = 250

/** The parts of a workbook by their path; what it claims and what comes out are both held to the limits. */
export type WorkbookZip = {
  has: (path: string) => boolean
  /** The part's bytes as they are inflated. @throws TableFault for a bomb, a part that is locked or damaged */
  read: (path: string, mostBytes?: number) => AsyncGenerator<Buffer>
  close: () => void
}

const DAMAGED =
  'This file is damaged, or no workbook. Open it in your spreadsheet, save it anew and send that.'

export async function openZip(path: string, limits: TableLimits): Promise<WorkbookZip> {
  let zip: ZipFile
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true })
  } catch (error) {
    throw new TableFault(DAMAGED, { cause: error })
  }
  try {
    const entries = await listEntries(zip)
    const has = (name: string) => entries.has(name)
    return {
      has,
      read: (name, mostBytes) => inflate(zip, entries.get(name), mostBytes ?? limits.inflatedBytes),
      close: () => zip.close(),
    }
  } catch (error) {
    zip.close()
    throw error instanceof TableFault ? error : new TableFault(DAMAGED, { cause: error })
  }
}

async function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  if (zip.entryCount > MAX_ENTRIES)
    throw new TableFault(`The file has ${zip.entryCount} parts: no workbook has so many.`)
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.toLowerCase()
    if (entries.has(name)) throw new TableFault(DAMAGED)
    entries.set(name, entry)
  }
  return entries
}

async function* inflate(zip: ZipFile, entry: Entry | undefined, mostBytes: number): AsyncGenerator<Buffer> {
  if (entry === undefined) throw new TableFault(DAMAGED)
  if (entry.isEncrypted())
    throw new TableFault('The workbook is locked with a password. Save it without one.')
  const tooLarge = new TableFault(
    'The workbook grows to more than can be read when it is unpacked. Leave out what is not to be imported.',
  )
  if (entry.uncompressedSize > mostBytes) throw tooLarge
  let bytes = 0
  const stream = await zip.openReadStreamPromise(entry).catch((error: unknown) => {
    throw new TableFault(DAMAGED, { cause: error })
  })
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > mostBytes) throw tooLarge
      if (bytes > HARMLESS_BYTES && bytes > entry.compressedSize * MAX_RATIO) throw tooLarge
      yield chunk
    }
  } catch (error) {
    throw error instanceof TableFault ? error : new TableFault(DAMAGED, { cause: error })
  } finally {
    stream.destroy()
  }
}
