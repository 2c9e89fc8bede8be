import type { Cell } from '@/lib/platform/tables/model'
import { fileValue, type PlainField } from './file-columns'
import type { AttributeDefinition, Product } from './model'

/** A row's cells by the field that their column was taken for, as text; empty for an empty cell. */
export type RowTexts = ReadonlyMap<string, { text: string; number: number | null }>

export type ReadRow = { texts: RowTexts; errors: string[] }

const DIGITS = 15

/** What a row says of each field. Cells that a spreadsheet could not work out are errors. */
export function readRow(
  cells: readonly Cell[],
  headers: readonly string[],
  mapping: readonly string[],
): ReadRow {
  const texts = new Map<string, { text: string; number: number | null }>()
  const errors: string[] = []
  for (const [at, field] of mapping.entries()) {
    if (field === '') continue
    const cell = cells[at] ?? null
    if (cell !== null && typeof cell === 'object') {
      errors.push(`${headers[at] || `Column ${at + 1}`}: the cell holds the error ${cell.error}.`)
      continue
    }
    texts.set(field, { text: toText(cell), number: typeof cell === 'number' ? cell : null })
  }
  return { texts, errors }
}

function toText(cell: Exclude<Cell, object> | null): string {
  if (cell === null) return ''
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no'
  // What a spreadsheet works out has digits beyond those it shows.
  return typeof cell === 'number' ? String(Number(cell.toPrecision(DIGITS))) : cell
}

/** The fields that a row would give another value; what reads as it is exported is left alone, whatever it is. */
export function givenFields(
  texts: RowTexts,
  present: Product | null,
  words: { definitions: readonly AttributeDefinition[]; owner: string | undefined },
): Map<string, string> {
  const given = new Map<string, string>()
  for (const [field, { text, number }] of texts) {
    if (present !== null && field !== 'code') {
      const written = fileValue(present, field, words)
      if (number !== null && written === number) continue
      if (text === String(written ?? '')) continue
    }
    given.set(field, text)
  }
  given.delete('code' satisfies PlainField)
  return given
}
