import type { Cell, Column } from '@/lib/connectors/tabular'
import {
  addDecimals,
  type Decimal,
  equalDecimals,
  formatDecimal,
  parseDecimal,
  roundDecimal,
  ZERO,
} from './decimal'
import type { ColumnFormat } from './model'

export type ColumnTotal = {
  column: string
  /** The exact sum, rounded once to the digits that people see. */
  total: string
  /** What a reader gets who adds up the figures as they stand in the table. */
  sumOfRounded: string
  /** The two are not the same: the page says so. */
  differs: boolean
}

/**
 * The total of every column that asks for one: added up exactly, rounded once. A column that holds anything but plain
 * decimals (a `NaN`) has none, and NULL counts as nothing.
 */
export function columnTotals(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  formats: ReadonlyMap<string, ColumnFormat>,
): ColumnTotal[] {
  return columns.flatMap((column, index) => {
    const format = formats.get(column.name)
    if (format?.total !== true) return []
    const values = rows.flatMap((row) => (row[index] == null ? [] : [toDecimal(row[index])]))
    if (values.some((value) => value === null)) return []
    return [totalOf(column.name, values as Decimal[], format.decimals)]
  })
}

function toDecimal(cell: Cell | undefined): Decimal | null {
  return typeof cell === 'string' || typeof cell === 'number' ? parseDecimal(String(cell)) : null
}

function totalOf(column: string, values: readonly Decimal[], decimals: number | undefined): ColumnTotal {
  const sum = values.reduce(addDecimals, ZERO)
  const places = decimals ?? sum.scale
  const total = roundDecimal(sum, places)
  const sumOfRounded = values.map((value) => roundDecimal(value, places)).reduce(addDecimals, ZERO)
  return {
    column,
    total: formatDecimal(total),
    sumOfRounded: formatDecimal(roundDecimal(sumOfRounded, places)),
    differs: !equalDecimals(total, sumOfRounded),
  }
}
