/**
 * How many rows of a form hold something. `control` matches the names of the controls that count, its first group the row's
 * number: `/^parameters\.(\d+)\.(id|value)$/`.
 */
export function usedRows(values: Readonly<Record<string, string>>, control: RegExp): number {
  const used = Object.entries(values).flatMap(([name, value]) => {
    const row = value === '' ? undefined : control.exec(name)?.[1]
    return row === undefined ? [] : [Number(row) + 1]
  })
  return Math.max(0, ...used)
}
