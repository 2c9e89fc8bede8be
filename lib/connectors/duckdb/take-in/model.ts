/** What tables are taken in from. */
export const TAKE_IN_FORMATS = ['csv', 'parquet', 'json', 'arrow'] as const
export type TakeInFormat = (typeof TAKE_IN_FORMATS)[number]

export type DateOrder = 'day-first' | 'month-first'

export type Files = {
  /** Where the files lie; they are named from here in what is written down. */
  folder: string
  names: readonly string[]
  /** How dates such as 01/02/2024 are meant, when somebody says so. */
  dates?: DateOrder
}

export type FoundColumn = { name: string; type: string }

/** How the engine reads the files, found once in every row: nothing is guessed when they are read again. */
export type FoundTable = { columns: readonly FoundColumn[]; from: string; notes: readonly string[] }

/** Files that cannot be taken in, in words for the one who gave them. */
export class TakeInError extends Error {
  override readonly name = 'TakeInError'
}

/** A text as a literal of SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The files as an expression of `load.sql`, wherever the folder stands by then. */
export function filesExpression(names: readonly string[]): string {
  return `[${names.map((name) => `getvariable('folder') || ${literal(`/${name}`)}`).join(', ')}]`
}

/** Names and types as `columns` wants them. */
export function columnsExpression(columns: readonly FoundColumn[]): string {
  const lines = columns.map(({ name, type }) => `    ${literal(name)}: ${literal(type)}`)
  return `{\n${lines.join(',\n')}\n  }`
}
