import { fiberyError } from './errors'

/** A field to read of each entity. `richText` is read as HTML and as plain text; `related` by its id, public id and title. */
export type EntityColumn =
  | { kind: 'plain'; name: string }
  | { kind: 'richText'; name: string }
  | { kind: 'dateRange'; name: string }
  | { kind: 'related'; name: string; title: string | null; isCollection: boolean }

export type EntityQuery = {
  /** GraphQL names, out of the snapshot: never typed by anybody. */
  finder: string
  columns: readonly EntityColumn[]
  limit: number
  offset: number
  /** One entity alone, by its id or by the number that people know. */
  id?: string
  publicId?: string
  /** Entities whose title holds the words. */
  titleHolds?: { field: string; words: string }
  orderBy?: { field: string; direction: 'ASC' | 'DESC' }
}

/** Of a collection no more than these are read with its owner. */
export const RELATED_SHOWN = 20

const NAME = /^[_A-Za-z][_0-9A-Za-z]*$/
const MAX_LIMIT = 100

/** What people typed travels in variables; a name that is no GraphQL name ends here, before anything is sent. */
export function entityDocument(query: EntityQuery): { document: string; variables: Record<string, string> } {
  const { id, publicId, titleHolds, orderBy } = query
  const variables: Record<string, string> = {}
  const declared: string[] = []
  const given = [`limit: ${whole(query.limit, 1, MAX_LIMIT)}`, `offset: ${whole(query.offset, 0, 1_000_000)}`]
  if (id !== undefined) {
    declared.push('$id: ID')
    given.push('id: { is: $id }')
    variables.id = id
  }
  if (publicId !== undefined) {
    declared.push('$publicId: String')
    given.push('publicId: { is: $publicId }')
    variables.publicId = publicId
  }
  if (titleHolds !== undefined) {
    declared.push('$words: String')
    given.push(`${named(titleHolds.field)}: { contains: $words }`)
    variables.words = titleHolds.words
  }
  if (orderBy !== undefined) given.push(`orderBy: { ${named(orderBy.field)}: ${orderBy.direction} }`)
  const head = declared.length === 0 ? '' : `(${declared.join(', ')})`
  const fields = ['id', 'publicId', ...query.columns.map(selected)].join(' ')
  const document = `query PergolaEntities${head} { entities: ${named(query.finder)}(${given.join(', ')}) { ${fields} } }`
  return { document, variables }
}

function selected(column: EntityColumn): string {
  const name = named(column.name)
  if (column.kind === 'richText') return `${name} { html text }`
  if (column.kind === 'dateRange') return `${name} { start end }`
  if (column.kind === 'plain') return name
  const cut = column.isCollection ? `(limit: ${RELATED_SHOWN})` : ''
  const title = column.title === null ? '' : ` title: ${named(column.title)}`
  return `${name}${cut} { id publicId${title} }`
}

function named(name: string): string {
  if (NAME.test(name)) return name
  const detail = 'a name that GraphQL does not know as one'
  throw fiberyError({
    layer: 'refused',
    code: 'BAD_NAME',
    operation: 'findEntities',
    retryable: false,
    detail,
  })
}

function whole(value: number, least: number, most: number): number {
  return Math.min(Math.max(Math.trunc(value) || least, least), most)
}
