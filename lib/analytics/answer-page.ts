import type { Cell, Column, Row } from '@/lib/connectors/tabular'
import { parseDecimal } from './decimal'

/** Of the page itself, not of the query: the names of parameters begin with a letter. */
const SORT = '_sort'
const DIRECTION = '_dir'
const PAGE = '_page'
const SIZE = '_rows'

export const PAGE_SIZES = [50, 100, 250] as const
export type PageSize = (typeof PAGE_SIZES)[number]

/** Which part of an answer is looked at, in which order. Without `sort`, the order of the answer. */
export type AnswerView = {
  sort: { column: string; descending: boolean } | null
  /** From 1. */
  page: number
  size: PageSize
}

type Given = Readonly<Record<string, string | string[] | undefined>>

/** What an address asks for; what it cannot mean is left out. */
export function parseAnswerView(given: Given): AnswerView {
  const one = (name: string) => {
    const value = given[name]
    return Array.isArray(value) ? value.at(-1) : value
  }
  const column = one(SORT)
  const page = Number(one(PAGE))
  const size = PAGE_SIZES.find((known) => String(known) === one(SIZE)) ?? PAGE_SIZES[0]
  return {
    sort: column === undefined || column === '' ? null : { column, descending: one(DIRECTION) === 'desc' },
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
    size,
  }
}

/** The address of a view, behind the query's own parameters as they stand in the address. */
export function answerViewHref(path: string, asked: string, view: AnswerView): string {
  const search = new URLSearchParams(asked)
  if (view.sort !== null) {
    search.set(SORT, view.sort.column)
    if (view.sort.descending) search.set(DIRECTION, 'desc')
  }
  if (view.page > 1) search.set(PAGE, String(view.page))
  if (view.size !== PAGE_SIZES[0]) search.set(SIZE, String(view.size))
  const text = search.toString()
  return text === '' ? path : `${path}?${text}`
}

export type AnswerPage = { rows: readonly Row[]; page: number; pages: number; from: number; to: number }

/** One page of an answer. A page behind the last is the last; a column that there is not sorts nothing. */
export function answerPage(columns: readonly Column[], rows: readonly Row[], view: AnswerView): AnswerPage {
  const pages = Math.max(1, Math.ceil(rows.length / view.size))
  const page = Math.min(view.page, pages)
  const from = (page - 1) * view.size
  const shown = sortRows(columns, rows, view.sort).slice(from, from + view.size)
  return { rows: shown, page, pages, from: shown.length === 0 ? 0 : from + 1, to: from + shown.length }
}

/** Rows by the value of a column, those of equal value in the order that they had. NULL comes last either way. */
export function sortRows(
  columns: readonly Column[],
  rows: readonly Row[],
  sort: AnswerView['sort'],
): readonly Row[] {
  const index = columns.findIndex(({ name }) => name === sort?.column)
  const column = columns[index]
  if (sort === null || column === undefined) return rows
  const keyOf = keyer(column, rows, index)
  const turn = sort.descending ? -1 : 1
  const known: { row: Row; key: Key }[] = []
  const unknown: Row[] = []
  for (const row of rows) {
    const key = keyOf(row[index] ?? null)
    if (key === null) unknown.push(row)
    else known.push({ row, key })
  }
  const compare = typeof known[0]?.key === 'string' && column.type === 'text' ? compareWords : compareValues
  known.sort((one, other) => turn * compare(one.key, other.key))
  return [...known.map(({ row }) => row), ...unknown]
}

type Key = bigint | number | string

/** How a cell is compared: figures by value to the last digit, moments and days in time, words as people order them. */
function keyer(column: Column, rows: readonly Row[], index: number): (cell: Cell) => Key | null {
  switch (column.type) {
    case 'integer':
    case 'decimal':
      return decimalKeyer(rows, index)
    case 'double':
      return (cell) => (cell === null || Number.isNaN(Number(cell)) ? null : Number(cell))
    case 'boolean':
      return (cell) => (cell === null ? null : Number(cell))
    case 'date':
    case 'timestamp':
    case 'time':
      return (cell) => (cell === null ? null : timeKey(String(cell)))
    default:
      return (cell) => (cell === null ? null : typeof cell === 'object' ? JSON.stringify(cell) : String(cell))
  }
}

function decimalKeyer(rows: readonly Row[], index: number): (cell: Cell) => Key | null {
  let scale = 0
  for (const row of rows) scale = Math.max(scale, parseDecimal(String(row[index]))?.scale ?? 0)
  return (cell) => {
    const decimal = cell === null ? null : parseDecimal(String(cell))
    return decimal === null ? null : decimal.units * 10n ** BigInt(scale - decimal.scale)
  }
}

/** ISO text is in the order of time as it stands, once no `Z` is behind its digits; before and after all are infinities. */
function timeKey(text: string): string {
  if (text === '-infinity') return ''
  if (text === 'infinity') return '\uFFFF'
  return text.replace(/Z$/, '')
}

function compareValues(one: Key, other: Key): number {
  return one < other ? -1 : one > other ? 1 : 0
}

// One order for everybody: what is shared by its address is the same page for each.
const collator = new Intl.Collator('en', { numeric: true })

function compareWords(one: Key, other: Key): number {
  return collator.compare(String(one), String(other))
}
