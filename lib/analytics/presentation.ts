import type { Cell, Column } from '@/lib/connectors/tabular'
import { type Format, formatDateTime } from '@/lib/platform/format'
import { parseDecimal } from './decimal'
import type { ColumnFormat } from './model'

export const NO_VALUE = '—'

/** How a column is called when its query says nothing. */
export function labelOf(name: string, formats: ReadonlyMap<string, ColumnFormat>): string {
  return formats.get(name)?.label ?? name.replaceAll('_', ' ')
}

/** Figures stand on the right. */
export function isFigure({ type }: Column): boolean {
  return type === 'integer' || type === 'decimal' || type === 'double'
}

/** A value as the reader writes it. Decimals are formatted from their digits, not by way of a double. */
export function formatCell(
  cell: Cell | undefined,
  column: Column,
  columnFormat: ColumnFormat | undefined,
  format: Format,
): string {
  if (cell === null || cell === undefined) return NO_VALUE
  if (isFigure(column)) return formatFigure(String(cell), columnFormat?.decimals, format)
  if (typeof cell === 'boolean') return cell ? 'Yes' : 'No'
  if (typeof cell === 'object') return JSON.stringify(cell)
  if (column.type === 'date') return formatDay(String(cell), columnFormat?.show === 'month', format)
  if (column.type === 'timestamp') return formatMoment(String(cell), format)
  return String(cell)
}

/** Exact digits in the reader's locale; `decimals` rounds half away from zero, as the engine does. */
export function formatFigure(
  text: string,
  decimals: number | undefined,
  { locale }: Pick<Format, 'locale'>,
): string {
  const decimal = parseDecimal(text)
  if (decimal === null) return Number.isNaN(Number(text)) ? NO_VALUE : Number(text).toLocaleString(locale)
  const digits = decimals ?? decimal.scale
  return figureFormatter(locale, digits).format(text as Intl.StringNumericLiteral)
}

const formatters = new Map<string, Intl.NumberFormat>()

function figureFormatter(locale: string, digits: number): Intl.NumberFormat {
  const key = `${locale}|${digits}`
  const known = formatters.get(key)
  if (known !== undefined) return known
  const made = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  formatters.set(key, made)
  return made
}

/** A calendar day belongs to no zone: it is never moved. */
function formatDay(text: string, monthOnly: boolean, { locale }: Format): string {
  const at = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(at)) return text
  const look: Intl.DateTimeFormatOptions = monthOnly
    ? { year: 'numeric', month: 'short' }
    : { dateStyle: 'medium' }
  return new Intl.DateTimeFormat(locale, { ...look, timeZone: 'UTC' }).format(at)
}

function formatMoment(text: string, format: Format): string {
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? text : formatDateTime(at, format)
}
