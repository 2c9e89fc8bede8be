type Row = Record<string, unknown>

/** The arguments of a finder that the stand-in heeds: page, order, and the filters that the portal sends. */
export type RowQuery = { limit?: number; offset?: number; orderBy?: Record<string, string> } & Record<
  string,
  unknown
>

/** As Fibery: a hundred at most unless told otherwise, and no total. */
export function selectRows(
  rows: readonly Row[],
  { limit = 100, offset = 0, orderBy, ...filters }: RowQuery,
): Row[] {
  const fitting = rows.filter((row) =>
    Object.entries(filters).every(([name, filter]) => fits(row[name], (filter ?? {}) as Filter)),
  )
  const [by] = Object.entries(orderBy ?? {})
  if (by !== undefined) {
    const [name, direction] = by
    const sign = direction === 'DESC' ? -1 : 1
    fitting.sort((one, other) => sign * String(one[name] ?? '').localeCompare(String(other[name] ?? '')))
  }
  return fitting.slice(offset, offset + limit)
}

type Filter = { is?: unknown; contains?: unknown }

function fits(value: unknown, { is, contains }: Filter): boolean {
  if (is != null && value !== is) return false
  return (
    contains == null ||
    String(value ?? '')
      .toLowerCase()
      .includes(String(contains).toLowerCase())
  )
}
