import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import {
  buildClientSchema,
  buildSchema,
  type GraphQLSchema,
  getNamedType,
  type IntrospectionQuery,
} from 'graphql'
import { realSchemas } from './fibery'

/** Sources and licences: fixtures/graphql/README.md. */
function unpacked(name: string): string {
  return gunzipSync(readFileSync(join(import.meta.dirname, 'fixtures/graphql', name))).toString('utf8')
}

/** GitHub's: 1,636 types with introspection's own, no finder. Two of its fields are defined twice, as they were found. */
export function octokitSchema(): GraphQLSchema {
  return buildSchema(unpacked('octokit-15.26.1.graphql.gz'), { assumeValidSDL: true, assumeValid: true })
}

/** Shopify's recorded introspections: the root is `QueryRoot`, no finder. */
export const RECORDED = ['storefront-2026.4.4.json.gz', 'customer-account-2026.4.4.json.gz'] as const

export function recordedIntrospection(name: (typeof RECORDED)[number]): IntrospectionQuery {
  return JSON.parse(unpacked(name)) as IntrospectionQuery
}

export function recordedSchema(name: (typeof RECORDED)[number]): GraphQLSchema {
  return buildClientSchema(recordedIntrospection(name), { assumeValid: true })
}

const HELPERS = ['Input', 'Order', 'Filter', 'CollectionFilter', 'Operations', 'BackgroundJob'] as const

/**
 * The real space of the last day, widened with made-up databases and all the helper types that Fibery gives each of them, to
 * `types` types with `finders` finders. `expected`: [finder, type] of all databases, in the schema's order.
 */
export function widenedSchema({ types, finders, root }: { types: number; finders: number; root: string }): {
  schema: GraphQLSchema
  expected: [string, string][]
} {
  const real = realSchemas().at(-1)?.sdl ?? ''
  const own = [...real.matchAll(/^ {2}(find\w+)\([\s\S]*?\): \[(\w+)\]/gm)].map(
    ([, finder = '', type = '']): [string, string] => [finder, type],
  )
  const added = Array.from({ length: finders - own.length }, (_, index): [string, string] => [
    `findWide${index}People`,
    `ThingsWide${index}Person`,
  ])
  const sdl = [
    `extend type Query {\n${added.map(([finder, type]) => `  ${finder}(limit: Int): [${type}]`).join('\n')}\n}`,
    ...added.map(([, type], index) => databaseSdl(type, index, added.length)),
  ]
  const base = buildSchema([real, ...sdl].join('\n'), { assumeValidSDL: true })
  const lacking = types - typesOf(base)
  const decoys = Array.from(
    { length: lacking },
    (_, index) =>
      `"Available fields and relations for Elsewhere/Decoy ${index}" type ElsewhereDecoy${index} { id: ID name: String }`,
  )
  const whole = [real, ...sdl, ...decoys].join('\n')
  const renamed =
    root === 'Query'
      ? whole
      : whole.replace(/^(extend )?type Query\b/gm, `$1type ${root}`).replace(/query: Query/, `query: ${root}`)
  const schema = buildSchema(renamed, { assumeValidSDL: true })
  return { schema, expected: [...own, ...added] }
}

function databaseSdl(type: string, index: number, count: number): string {
  const next = `ThingsWide${(index + 1) % count}Person`
  const fields = Array.from({ length: 12 }, (_, at) => `  "Things/Field ${at}" field${at}: String`).join('\n')
  return `"Available fields and relations for Things/Wide ${index} Person"
type ${type} {
  "fibery/id" id: ID
  "fibery/public-id" publicId: String
${fields}
  "Things/Next" next: ${next}
  "Things/All. By default, the inner list is limited by 100 records" all(limit: Int): [${next}!]!
}
${HELPERS.map((suffix) =>
  suffix === 'Operations' || suffix === 'BackgroundJob'
    ? `type ${type}${suffix} { message: String listEntities: [${type}] }`
    : `input ${type}${suffix} { name: String }`,
).join('\n')}`
}

/** Introspection's own ones left out. */
export function typesOf(schema: GraphQLSchema): number {
  return Object.keys(schema.getTypeMap()).filter((name) => !name.startsWith('__')).length
}

/** What graphql-js, not the code under test, says that the finders and their element types are. */
export function findersOf(schema: GraphQLSchema): [finder: string, type: string][] {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {})
  return fields
    .filter(({ name }) => name.startsWith('find'))
    .map(({ name, type }) => [name, getNamedType(type).name])
}
