/** Where a field stands in a list: `parameters.3.unit`. */
const LIST_FIELD = /^([a-z]+)\.(\d{1,3})\.(.+)$/i

type Nested = { [name: string]: string | Nested[] }

/**
 * A form's flat fields as lists of rows: `parameters.3.unit` is `unit` of row 3 of `parameters`. A row keeps its number,
 * so that what is said of a field is said of the one with that name; rows that were not sent are empty. Rows may hold lists.
 */
export function toRows(fields: Record<string, unknown>): Nested {
  const nested: Record<string, unknown> = {}
  const lists = new Map<string, Map<number, Record<string, unknown>>>()
  for (const [name, value] of Object.entries(fields)) {
    const [, list, index, field] = LIST_FIELD.exec(name) ?? []
    if (list === undefined || field === undefined) {
      nested[name] = value
      continue
    }
    const rows = lists.get(list) ?? new Map<number, Record<string, unknown>>()
    lists.set(list, rows)
    const row = rows.get(Number(index)) ?? {}
    rows.set(Number(index), row)
    row[field] = value
  }
  for (const [list, rows] of lists) {
    const count = Math.max(...rows.keys()) + 1
    nested[list] = Array.from({ length: count }, (_, index) => toRows(rows.get(index) ?? {}))
  }
  return nested as Nested
}
