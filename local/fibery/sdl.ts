/** A field as the sample says it: GraphQL name, raw name's last part, GraphQL type. */
export type SampleField = { name: string; raw: string; type: string; description?: string }

export type SampleDatabase = {
  /** As people wrote it, accents and blanks included. */
  name: string
  /** GraphQL: without accents and blanks. */
  type: string
  finder: string
  description: string
  color: string
  fields: SampleField[]
  rows: Record<string, unknown>[]
}

export type SampleSpace = {
  name: string
  databases: SampleDatabase[]
  /** Types of other spaces that fields lead to; they have no finder here. */
  foreign: { type: string; rawName: string }[]
}

/** The fields that every database of a workspace has. */
const STANDARD: [name: string, raw: string, type: string][] = [
  ['id', 'fibery/id', 'ID'],
  ['publicId', 'fibery/public-id', 'String'],
  ['creationDate', 'fibery/creation-date', 'String'],
  ['modificationDate', 'fibery/modification-date', 'String'],
  ['rank', 'fibery/rank', 'Float'],
  ['createdBy', 'fibery/created-by', 'FiberyUser'],
]

const HELPERS = `
"""Available fields and relations for fibery/user"""
type FiberyUser { id: ID publicId: String email: String name: String }
type RichField { secret: String md: String html: String jsonString: String text: String }
type DateRange { start: String end: String }
type MutationResult { message: String }
input IDFilter { is: ID in: [ID] isNull: Boolean }
input StringFilter { is: String contains: String in: [String] isNull: Boolean }
enum Order { ASC DESC }`

function typeOf(rawName: string, type: string, fields: [string, string, string][]): string {
  const lines = fields.map(([name, raw, of]) =>
    of.startsWith('[')
      ? `  """${raw}. By default, the inner list is limited by 100 records"""\n  ${name}(limit: Int, offset: Int): ${of}`
      : `  """${raw}"""\n  ${name}: ${of}`,
  )
  return `"""Available fields and relations for ${rawName}"""\ntype ${type} {\n${lines.join('\n')}\n}`
}

function finderOf({ type, finder }: SampleDatabase): string {
  const words = `Find ${type} records.\n\nBy default, offset equals to 0 and limit equals to 100\n\n\`\`\`{${finder}{id,name}}\`\`\``
  const filters = 'id: IDFilter, publicId: StringFilter, name: StringFilter'
  return `  """\n${words}\n  """\n  ${finder}(orderBy: ${type}Order, limit: Int, offset: Int, ${filters}): [${type}]`
}

function orderOf({ type, fields }: SampleDatabase): string {
  const plain = [...STANDARD.map(([name, , of]) => ({ name, type: of })), ...fields].filter((field) =>
    ['ID', 'String', 'Float'].includes(field.type),
  )
  return `input ${type}Order { ${plain.map(({ name }) => `${name}: Order`).join(' ')} }`
}

/** A space's schema in the manner in which Fibery writes it. */
export function sdlOf(space: SampleSpace): string {
  const databases = space.databases.map((database) => {
    const own = database.fields.map(({ name, raw, type }): [string, string, string] => [
      name,
      `${space.name}/${raw}`,
      type,
    ])
    return typeOf(`${space.name}/${database.name}`, database.type, [...STANDARD, ...own])
  })
  const foreign = space.foreign.map(({ rawName, type }) =>
    typeOf(rawName, type, [...STANDARD.slice(0, 2), ['name', `${rawName.split('/')[0]}/Name`, 'String']]),
  )
  const operations = space.databases.map(({ type }) => `type ${type}Operations { delete: MutationResult }`)
  const mutations = space.databases.map(({ finder, type }) => {
    const name = finder.slice('find'.length)
    return `  ${name.charAt(0).toLowerCase()}${name.slice(1)}(id: IDFilter): ${type}Operations`
  })
  return [
    'schema { query: Query mutation: Mutation }',
    '"""Below the list of queries available for database."""',
    `type Query {\n  """Retrieves current user"""\n  me: FiberyUser\n${space.databases.map(finderOf).join('\n')}\n}`,
    `"""Use mutations to modify database"""\ntype Mutation {\n${mutations.join('\n')}\n}`,
    HELPERS,
    ...databases,
    ...foreign,
    ...operations,
    ...space.databases.map(orderOf),
  ].join('\n\n')
}
