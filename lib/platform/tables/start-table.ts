import { type OpenTable, TableFault, type TableLimits, type TableNotes, type TableRow } from './model'

/** Each row's number is one more than the last one's or further on, as in every file that a spreadsheet wrote. */
function createNumberCheck({ lastRow }: TableLimits): (row: TableRow) => void {
  let last = 0
  return ({ n }) => {
    if (n > lastRow) {
      const most = lastRow.toLocaleString('en')
      throw new TableFault(`The file goes on beyond row ${most}. Delete the empty rows below the table.`)
    }
    if (!Number.isInteger(n) || n <= last)
      throw new TableFault(`The rows of the file are not numbered in order after row ${last}. Save it anew.`)
    last = n
  }
}

/** Takes the first row that holds anything for the header; blank rows are passed over, and rows are counted. */
export async function startTable(
  found: TableNotes,
  rows: AsyncGenerator<TableRow>,
  limits: TableLimits,
): Promise<OpenTable> {
  const checkNumber = createNumberCheck(limits)
  for (;;) {
    const { done, value } = await rows.next()
    if (done) throw new TableFault('The file is empty: there is no row in it.')
    checkNumber(value)
    if (isBlank(value)) continue
    const headers = toHeaders(value)
    return { ...found, headers, rows: bounded(rows, { width: headers.length, limits, checkNumber }) }
  }
}

function isBlank({ cells }: TableRow): boolean {
  return cells.every((cell) => cell === null || (typeof cell === 'string' && cell.trim() === ''))
}

function toHeaders({ cells }: TableRow): string[] {
  const last = cells.findLastIndex((cell) => cell !== null)
  return cells.slice(0, last + 1).map((cell) => {
    if (cell !== null && typeof cell === 'object') return ''
    return cell === null ? '' : String(cell).trim().slice(0, 200)
  })
}

async function* bounded(
  rows: AsyncGenerator<TableRow>,
  {
    width,
    limits,
    checkNumber,
  }: { width: number; limits: TableLimits; checkNumber: (row: TableRow) => void },
): AsyncGenerator<TableRow> {
  let count = 0
  for await (const row of rows) {
    checkNumber(row)
    if (isBlank(row)) continue
    count += 1
    if (count > limits.rows) {
      throw new TableFault(
        `The file has more than ${limits.rows.toLocaleString('en')} rows. Split it and import the parts.`,
      )
    }
    const beyond = row.cells.findIndex((cell, index) => index >= width && cell !== null)
    if (beyond >= 0) {
      throw new TableFault(
        `Row ${row.n} has more fields than the header has names. The separator or a quotation mark may be wrong.`,
      )
    }
    const long = row.cells.find((cell) => typeof cell === 'string' && cell.length > limits.cellLength)
    if (long !== undefined) {
      throw new TableFault(`A cell in row ${row.n} holds more than ${limits.cellLength} characters.`)
    }
    row.cells.length = width
    yield { n: row.n, cells: Array.from(row.cells, (cell) => cell ?? null) }
  }
}
