import { openCsv } from './csv-read'
import { openJson } from './json-read'
import { type OpenTable, TABLE_LIMITS, TableFault, type TableLimits } from './model'
import { readStart } from './text-encoding'
import { openWorkbook } from './workbook-read'

type Kind = 'zip' | 'ole' | 'pdf' | 'json' | 'text' | 'other'

const OTHERS = [
  [0x1f, 0x8b],
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x47, 0x49, 0x46, 0x38],
  [0x52, 0x61, 0x72, 0x21],
  [0x37, 0x7a, 0xbc, 0xaf],
  [0x7f, 0x45, 0x4c, 0x46],
]

const REFUSALS: Partial<Record<Kind, string>> = {
  ole: 'This is an Excel file of the old kind (.xls), or one that is locked with a password. Save it as XLSX without a password and send that.',
  pdf: 'This is a PDF. Send the table itself, as CSV or XLSX.',
  other: 'This is no table. Send CSV, XLSX or JSON.',
}

/**
 * Opens a table whatever its name says: what it is shows in its first bytes. The rows come one by one; the file is never
 * held in memory.
 * @throws TableFault in words, here or while the rows are gone through
 */
export async function openTable(path: string, limits: TableLimits = TABLE_LIMITS): Promise<OpenTable> {
  const start = await readStart(path, 512)
  if (start.length === 0) throw new TableFault('The file is empty.')
  const kind = kindOf(start)
  const refusal = REFUSALS[kind]
  if (refusal !== undefined) throw new TableFault(refusal)
  if (kind === 'zip') return await openWorkbook(path, limits)
  return kind === 'json' ? await openJson(path, limits) : await openCsv(path, limits)
}

function kindOf(start: Buffer): Kind {
  const begins = (bytes: readonly number[]) => bytes.every((byte, index) => start[index] === byte)
  if (begins([0x50, 0x4b, 0x03, 0x04]) || begins([0x50, 0x4b, 0x05, 0x06])) return 'zip'
  if (begins([0xd0, 0xcf, 0x11, 0xe0])) return 'ole'
  if (start.subarray(0, 256).includes('%PDF-')) return 'pdf'
  if (OTHERS.some(begins)) return 'other'
  const text = start
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
  return /^\[\s*(\{|\]|$)/.test(text) ? 'json' : 'text'
}
