/** The columns of both tables, in order. `brewer`: an editor of beverages only. `none`: nobody is signed in. */
export const WHO = [
  'viewer',
  'analyst',
  'editor',
  'operator',
  'admin',
  'beverages',
  'brewer',
  'nobody',
  'disabled',
  'none',
] as const
export type Who = (typeof WHO)[number]

/** Cells of a table that is written as text, so that it can be read as one; the first line names the columns. */
export function readTable(text: string): string[][] {
  const [head = [], ...rows] = text
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
  const people = (head[2] ?? '').split(/\s+/)
  if (people.join() !== WHO.join()) throw new Error(`the table's people are ${people.join(', ')}`)
  for (const row of rows) {
    if (row.length !== head.length) throw new Error(`not ${head.length} cells: ${row.join(' | ')}`)
    if ((row[2] ?? '').split(/\s+/).length !== WHO.length)
      throw new Error(`not ${WHO.length}: ${row.join(' | ')}`)
  }
  return rows
}

/** One value a person. */
export function byPerson(cell: string): Record<Who, string> {
  const values = cell.split(/\s+/)
  return Object.fromEntries(WHO.map((who, index) => [who, values[index]])) as Record<Who, string>
}
