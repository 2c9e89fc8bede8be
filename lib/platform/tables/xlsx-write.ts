import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { Brand } from '../brand'
import { createSweep } from '../short-lived'
import { guardText } from './formula-guard'
import type { TableColumn, WrittenCell } from './model'

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** The smallest workbook that Excel opens without a word; only the sheet depends on what is written. */
const PARTS: Record<string, string> = {
  '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPES}.worksheet+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf xfId="0"/><xf fontId="1" applyFont="1" xfId="0"/><xf numFmtId="164" applyNumberFormat="1" xfId="0"/><xf numFmtId="165" applyNumberFormat="1" xfId="0"/></cellXfs></styleSheet>`,
}

/** The same rows give the same bytes. */
const TIMELESS = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true }

/** A cell as a sheet has it. Made by the functions below only, which write what cannot break out of it. */
export type CellXml = Brand<string, 'CellXml'>

export const NO_CELL = '<c/>' as CellXml

/** A number in plain or scientific notation, as it is: no digit is added or taken away. */
export function numberCell(digits: string): CellXml {
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(digits)) throw new RangeError('not a number')
  return `<c><v>${digits}</v></c>` as CellXml
}

/** Days since 1899-12-30, as spreadsheets count, shown as a date or with its time of day. */
export function dateCell(serial: number, look: 'day' | 'moment'): CellXml {
  return `<c s="${look === 'day' ? 2 : 3}"><v>${serial}</v></c>` as CellXml
}

/** Text, made safe for spreadsheets. @throws RangeError for more than a cell holds */
export function safeTextCell(text: string): CellXml {
  return textCell(guardText(text), '')
}

/** Text as it is: for what cannot be a formula. */
export function plainTextCell(text: string): CellXml {
  return textCell(text, '')
}

/** A workbook of one sheet, in pieces: rows are compressed as they come, and none is kept. */
export async function* writeXlsx(
  sheetName: string,
  columns: readonly TableColumn[],
  batches: AsyncIterable<readonly (readonly WrittenCell[])[]>,
): AsyncGenerator<Uint8Array> {
  const names = columns.map(({ name }) => name)
  async function* cells() {
    for await (const batch of batches) {
      yield batch.map((row) => columns.map(({ kind }, at) => cellXml(kind, row[at])))
    }
  }
  yield* writeWorkbook(sheetName, names, cells())
}

/**
 * Rows of a sheet in its XML, as an engine has written them: their texts are safe and escaped. A NUL stands for one that is
 * too long for a cell.
 */
export type WrittenRows = { rows: number; bytes: Uint8Array }

/** As writeXlsx, of cells that are made already. @throws RangeError for more rows than a sheet has */
export async function* writeWorkbook(
  sheetName: string,
  names: readonly string[],
  batches: AsyncIterable<readonly (readonly CellXml[])[] | WrittenRows>,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile()
  const name = escapeXml(sheetName)
  const workbook = `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${name}" sheetId="1" r:id="r1"/></sheets></workbook>`
  for (const [path, xml] of Object.entries({ ...PARTS, 'xl/workbook.xml': workbook })) {
    zip.addBuffer(Buffer.from(HEAD + xml), path, TIMELESS)
  }
  const sheet = Readable.from(sheetXml(names, batches), { objectMode: false })
  const output = zip.outputStream as Readable
  // A fault of what is written ends the file in the middle: half a workbook does not open.
  sheet.on('error', (error) => output.destroy(error))
  zip.addReadStream(sheet, 'xl/worksheets/sheet1.xml', TIMELESS)
  zip.end()
  try {
    for await (const chunk of output) yield chunk as Uint8Array
  } finally {
    sheet.destroy()
  }
}

const MAX_ROWS = 1_048_576
const MAX_TEXT = 32_767

async function* sheetXml(
  names: readonly string[],
  batches: AsyncIterable<readonly (readonly CellXml[])[] | WrittenRows>,
): AsyncGenerator<Uint8Array> {
  const frozen =
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
  const header = names.map((name) => textCell(guardText(name), ' s="1"')).join('')
  yield Buffer.from(`${HEAD}<worksheet xmlns="${MAIN}">${frozen}<sheetData><row>${header}</row>`)
  const sweep = createSweep()
  let rows = 1
  for await (const batch of batches) {
    rows += 'rows' in batch ? batch.rows : batch.length
    if (rows > MAX_ROWS) throw new RangeError(`a sheet has ${MAX_ROWS} rows`)
    const xml = 'bytes' in batch ? requireShort(batch.bytes) : rowsXml(batch)
    if (xml.length > 0) yield xml
    sweep(xml.length)
  }
  yield Buffer.from('</sheetData></worksheet>')
}

function requireShort(bytes: Uint8Array): Uint8Array {
  if (bytes.includes(0)) throw tooLong()
  return bytes
}

function tooLong(): RangeError {
  return new RangeError(`a cell has ${MAX_TEXT} characters`)
}

function rowsXml(batch: readonly (readonly CellXml[])[]): Buffer {
  return Buffer.from(batch.map((row) => `<row>${row.join('')}</row>`).join(''))
}

function cellXml(kind: TableColumn['kind'], cell: WrittenCell | undefined): CellXml {
  if (cell === null || cell === undefined || cell === '') return NO_CELL
  return kind === 'number' && typeof cell === 'number' ? numberCell(String(cell)) : safeTextCell(String(cell))
}

function textCell(text: string, style: string): CellXml {
  if (text.length > MAX_TEXT) throw tooLong()
  return `<c t="inlineStr"${style}><is><t xml:space="preserve">${escapeXml(toXstring(text))}</t></is></c>` as CellXml
}

const BEGINS_ESCAPE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as below
  /_(?=x[0-9A-Fa-f]{4}[_\u0000-\u0008\u000b-\u001f\ud800-\udfff\ufffe\uffff])/g
const UNHELD =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 has no way to write
  /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/**
 * What XML cannot hold, or would change, as `_x000D_`; an underscore that begins such a thing is written so too, or would
 * begin one once what follows is written so.
 */
function toXstring(text: string): string {
  return text
    .replace(BEGINS_ESCAPE, '_x005F_')
    .replace(
      UNHELD,
      (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
