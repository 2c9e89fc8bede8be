import { isDateFormat } from './excel-dates'
import { TableFault, type TableLimits } from './model'
import { createTextBuffer, fromXstring, readXml } from './workbook-xml'
import type { WorkbookZip } from './workbook-zip'

export type Workbook = {
  sheetPath: string
  sheetName: string
  otherSheets: number
  is1904: boolean
}

/** The parts beside the sheet and the texts are small in every workbook, and what they name is held in memory. */
const SMALL_PART_BYTES = 8 * 2 ** 20
const MAX_NAMED = 20_000

function refuseMore(count: number): void {
  if (count > MAX_NAMED)
    throw new TableFault('The workbook has more sheets, styles or parts than can be read.')
}

const NO_WORKBOOK = 'This is no Excel workbook. Save the table as XLSX or CSV and send that.'

/** Which sheet is read: the first that is not hidden, and the day from which the workbook counts. */
export async function readWorkbook(zip: WorkbookZip): Promise<Workbook> {
  const root = await relationsOf(zip, '_rels/.rels')
  const path =
    [...root.values()].find(({ type }) => type.endsWith('/officeDocument'))?.target ?? 'xl/workbook.xml'
  if (!zip.has(path.toLowerCase())) throw new TableFault(NO_WORKBOOK)
  const sheets: { name: string; id: string; hidden: boolean }[] = []
  let is1904 = false
  let isWorkbook = false
  await readXml(zip.read(path.toLowerCase(), SMALL_PART_BYTES), {
    open: (name, attributes) => {
      if (name === 'workbook') isWorkbook = true
      if (name === 'workbookPr') is1904 = ['1', 'true', 'on'].includes(attributes.date1904 ?? '')
      if (name !== 'sheet') return
      const id = Object.entries(attributes).find(([key]) => /(^|:)id$/.test(key))?.[1] ?? ''
      refuseMore(sheets.length)
      sheets.push({ name: attributes.name ?? '', id, hidden: (attributes.state ?? 'visible') !== 'visible' })
    },
  })
  if (!isWorkbook) throw new TableFault(NO_WORKBOOK)
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const relations = await relationsOf(zip, `${folder}_rels/${path.slice(folder.length)}.rels`, folder)
  const readable = sheets.filter(({ id }) => relations.get(id)?.type.endsWith('/worksheet'))
  const sheet = readable.find(({ hidden }) => !hidden)
  const sheetPath = relations.get(sheet?.id ?? '')?.target.toLowerCase()
  if (sheet === undefined || sheetPath === undefined || !zip.has(sheetPath)) {
    throw new TableFault('The workbook has no sheet that shows.')
  }
  return { sheetPath, sheetName: sheet.name, otherSheets: readable.length - 1, is1904 }
}

async function relationsOf(
  zip: WorkbookZip,
  path: string,
  folder = '',
): Promise<Map<string, { type: string; target: string }>> {
  const relations = new Map<string, { type: string; target: string }>()
  if (!zip.has(path.toLowerCase())) return relations
  await readXml(zip.read(path.toLowerCase(), SMALL_PART_BYTES), {
    open: (name, { Id = '', Type = '', Target = '', TargetMode }) => {
      if (name !== 'Relationship' || TargetMode === 'External') return
      refuseMore(relations.size)
      relations.set(Id, { type: Type, target: Target.startsWith('/') ? Target.slice(1) : folder + Target })
    },
  })
  return relations
}

/** For each cell style whether it shows dates. */
export async function readDateStyles(zip: WorkbookZip): Promise<boolean[]> {
  const path = 'xl/styles.xml'
  if (!zip.has(path)) return []
  const codes = new Map<number, string>()
  const styles: boolean[] = []
  let inCells = false
  await readXml(zip.read(path, 4 * SMALL_PART_BYTES), {
    open: (name, attributes) => {
      if (name === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '')
      refuseMore(codes.size)
      if (name === 'cellXfs') inCells = true
      if (name !== 'xf' || !inCells) return
      const id = Number(attributes.numFmtId ?? 0)
      styles.push(isDateFormat(id, codes.get(id)))
      if (styles.length > 100_000) throw new TableFault('The workbook has more cell styles than can be read.')
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false
    },
  })
  return styles
}

/** The texts that cells share, which they name by number. Held in memory, and bounded. */
export async function readSharedTexts(zip: WorkbookZip, limits: TableLimits): Promise<string[]> {
  const path = 'xl/sharedstrings.xml'
  const texts: string[] = []
  if (!zip.has(path)) return texts
  const buffer = createTextBuffer()
  let inText = false
  let inPhonetic = false
  let total = 0
  await readXml(zip.read(path), {
    open: (name) => {
      if (name === 'rPh') inPhonetic = true
      inText = name === 't' && !inPhonetic
    },
    text: (text) => {
      if (inText) buffer.add(text)
    },
    close: (name) => {
      inText = false
      if (name === 'rPh') inPhonetic = false
      if (name !== 'si') return
      const text = fromXstring(buffer.take())
      total += text.length + 24
      if (total > limits.sharedText) {
        throw new TableFault('The workbook holds more text than can be read at once. Send it as CSV.')
      }
      texts.push(text)
    },
  })
  return texts
}
