import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
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
  'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf fontId="1" applyFont="1" xfId="0"/></cellXfs></styleSheet>`,
}

/** The same rows give the same bytes. */
const TIMELESS = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true }

/** A workbook of one sheet, in pieces: rows are compressed as they come, and none is kept. */
export async function* writeXlsx(
  sheetName: string,
  columns: readonly TableColumn[],
  batches: AsyncIterable<readonly (readonly WrittenCell[])[]>,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile()
  const name = escapeXml(sheetName)
  const workbook = `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${name}" sheetId="1" r:id="r1"/></sheets></workbook>`
  for (const [path, xml] of Object.entries({ ...PARTS, 'xl/workbook.xml': workbook })) {
    zip.addBuffer(Buffer.from(HEAD + xml), path, TIMELESS)
  }
  const sheet = Readable.from(sheetXml(columns, batches), { objectMode: false })
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

async function* sheetXml(
  columns: readonly TableColumn[],
  batches: AsyncIterable<readonly (readonly WrittenCell[])[]>,
): AsyncGenerator<Buffer> {
  const frozen =
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
  const header = columns.map(({ name }) => textCell(name, ' s="1"')).join('')
  yield Buffer.from(`${HEAD}<worksheet xmlns="${MAIN}">${frozen}<sheetData><row>${header}</row>`)
  for await (const batch of batches) {
    const rows = batch.map(
      (row) => `<row>${columns.map(({ kind }, at) => cellXml(kind, row[at])).join('')}</row>`,
    )
    if (rows.length > 0) yield Buffer.from(rows.join(''))
  }
  yield Buffer.from('</sheetData></worksheet>')
}

function cellXml(kind: TableColumn['kind'], cell: WrittenCell | undefined): string {
  if (cell === null || cell === undefined || cell === '') return '<c/>'
  return kind === 'number' && typeof cell === 'number' ? `<c><v>${cell}</v></c>` : textCell(String(cell), '')
}

function textCell(text: string, style: string): string {
  return `<c t="inlineStr"${style}><is><t xml:space="preserve">${escapeXml(toXstring(guardText(text)))}</t></is></c>`
}

/** What XML cannot hold, or would change, as `_x000D_`; an underscore that begins such a thing is written so too. */
function toXstring(text: string): string {
  return text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_').replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 has no way to write
    /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
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
