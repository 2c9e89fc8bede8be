/** A cell that a spreadsheet could not work out: `#REF!`, or a date that there is not. */
export type CellError = { error: string }

/** What a cell holds. Empty text is null; a date is ISO text. */
export type Cell = string | number | boolean | null | CellError

/** A row with its number in the file, as a spreadsheet counts: the header's is usually 1. */
export type TableRow = { n: number; cells: Cell[] }

export type TableFormat = 'csv' | 'xlsx' | 'json'

/** What was found out about a file while it was read, for people: encoding, separator, what was left out. */
export type TableNotes = { format: TableFormat; notes: string[] }

/** A table that is being read: `rows` is gone through once, and `notes` is whole when it has ended. */
export type OpenTable = TableNotes & { headers: string[]; rows: AsyncGenerator<TableRow> }

export type TableLimits = {
  columns: number
  rows: number
  /** The last row that there may be, blank ones counted: going through them takes its time too. */
  lastRow: number
  /** Characters of one cell. */
  cellLength: number
  /** Bytes that a compressed part may grow to. */
  inflatedBytes: number
  /** Characters that a workbook's shared texts may have, which are held in memory. */
  sharedText: number
}

export const TABLE_LIMITS: TableLimits = {
  columns: 200,
  rows: 100_000,
  // As many as a sheet may have.
  lastRow: 1_048_576,
  cellLength: 40_000,
  inflatedBytes: 400 * 2 ** 20,
  sharedText: 20_000_000,
}

export type ColumnKind = 'text' | 'number'

/** A column to be written. Numbers are left alone; text is made safe for spreadsheets. */
export type TableColumn = { name: string; kind: ColumnKind }

export type WrittenCell = string | number | null

/** Why a file is not read, in words for whoever sent it. */
export class TableFault extends Error {
  override readonly name = 'TableFault'
}
