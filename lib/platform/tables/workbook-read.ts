import { tooManyColumns } from './csv-read'
import { toIsoDate } from './excel-dates'
import { unguardText } from './formula-guard'
import { type Cell, type OpenTable, TableFault, type TableLimits, type TableRow } from './model'
import { startTable } from './start-table'
import { readDateStyles, readSharedTexts, readWorkbook, type Workbook } from './workbook-parts'
import { createTextBuffer, fromXstring, parseXml, type XmlHandlers } from './workbook-xml'
import { openZip, type WorkbookZip } from './workbook-zip'

type SheetSource = {
  workbook: Workbook
  dateStyles: readonly boolean[]
  shared: readonly string[]
  limits: TableLimits
  notes: string[]
}

/** Opens the first sheet of an XLSX workbook; it is read row by row, never as a whole. */
export async function openWorkbook(path: string, limits: TableLimits): Promise<OpenTable> {
  const zip = await openZip(path, limits)
  try {
    const workbook = await readWorkbook(zip)
    const [dateStyles, shared] = [await readDateStyles(zip), await readSharedTexts(zip, limits)]
    const notes = [
      `Read the sheet “${workbook.sheetName}” of the workbook${workbook.is1904 ? ', whose dates count from 1904' : ''}.`,
      ...(workbook.otherSheets > 0 ? [`Its other sheets (${workbook.otherSheets}) were left out.`] : []),
    ]
    const rows = sheetRows(zip, { workbook, dateStyles, shared, limits, notes })
    return await startTable({ format: 'xlsx', notes }, rows, limits)
  } catch (error) {
    zip.close()
    throw error
  }
}

async function* sheetRows(zip: WorkbookZip, source: SheetSource): AsyncGenerator<TableRow> {
  const ready: TableRow[] = []
  const sheet = createSheet(source, (row) => ready.push(row))
  try {
    for await (const _ of parseXml(zip.read(source.workbook.sheetPath), sheet.handlers)) {
      yield* ready
      ready.length = 0
    }
    sheet.end()
  } finally {
    zip.close()
  }
}

type CellState = { column: number; type: string; style: number; hasFormula: boolean; hasValue: boolean }

/** The handlers of a sheet: cells are gathered into rows, and what cannot be taken for data is refused or noted. */
function createSheet(
  source: SheetSource,
  done: (row: TableRow) => void,
): { handlers: XmlHandlers; end: () => void } {
  const buffer = createTextBuffer()
  let row: TableRow | null = null
  let cell: CellState | null = null
  let formulas = 0
  let lastRow = 0
  let nextColumn = 0
  let path: string[] = []

  function open(name: string, attributes: Readonly<Record<string, string>>): void {
    path.push(name)
    if (name === 'row') {
      lastRow = Number(attributes.r ?? lastRow + 1)
      row = { n: lastRow, cells: [] }
      nextColumn = 0
    } else if (name === 'c' && row !== null) {
      cell = {
        column: columnOf(attributes.r) ?? nextColumn,
        type: attributes.t ?? 'n',
        style: Number(attributes.s ?? 0),
        hasFormula: false,
        hasValue: false,
      }
      nextColumn = cell.column + 1
    } else if (name === 'f' && cell !== null) cell.hasFormula = true
    else if ((name === 'v' || name === 'is') && cell !== null) cell.hasValue = true
    else if (name === 'mergeCell') throw mergedCells(attributes.ref ?? '')
  }

  function text(value: string): void {
    if (cell === null) return
    const at = path.at(-1)
    if (at === 'v' || (at === 't' && !path.includes('rPh'))) buffer.add(value)
  }

  function close(name: string): void {
    path.pop()
    if (name === 'c' && row !== null && cell !== null) {
      const held = buffer.take()
      if (cell.hasFormula) formulas += 1
      const value = cell.hasValue ? toCell(cell, held, source) : null
      if (value !== null && cell.column >= source.limits.columns) throw tooManyColumns(source.limits)
      if (value !== null) putCell(row.cells, cell.column, value)
      cell = null
    } else if (name === 'row' && row !== null) {
      done(row)
      row = null
    } else if (name === 'worksheet') path = []
  }

  function end(): void {
    if (formulas === 0) return
    source.notes.push(
      `${formulas === 1 ? 'One cell holds a formula' : `${formulas} cells hold formulas`}: the value last worked out was taken, not the formula.`,
    )
  }
  return { handlers: { open, text, close }, end }
}

function putCell(cells: Cell[], column: number, value: Cell): void {
  while (cells.length < column) cells.push(null)
  cells[column] = value
}

/** `AB12` stands in column 27; null where the cell does not say. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0]
  if (letters === undefined) return null
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

function toCell({ type, style }: CellState, held: string, source: SheetSource): Cell {
  switch (type) {
    case 's': {
      const text = source.shared[Number(held)]
      if (text === undefined) throw new TableFault('A cell names a text that the workbook does not have.')
      return toText(text)
    }
    case 'inlineStr':
    case 'str':
      return toText(fromXstring(held))
    case 'b':
      return held.trim() === '1'
    case 'e':
      return { error: held }
    case 'd':
      return toText(held.replace(/T00:00:00(\.0+)?Z?$/, ''))
    default:
      return toNumber(held, source.dateStyles[style] === true, source.workbook.is1904)
  }
}

function toText(text: string): Cell {
  return text === '' ? null : unguardText(text)
}

function toNumber(held: string, isDate: boolean, is1904: boolean): Cell {
  if (held.trim() === '') return null
  const value = Number(held)
  if (!Number.isFinite(value)) return { error: `“${held.slice(0, 40)}” is no number` }
  return isDate ? toIsoDate(value, is1904) : value
}

function mergedCells(reference: string): TableFault {
  return new TableFault(
    `The sheet has merged cells (${reference.slice(0, 40)}), of which only the first holds a value. Unmerge them, fill in each cell, and send it again.`,
  )
}
