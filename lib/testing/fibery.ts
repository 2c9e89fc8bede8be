import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, graphqlSync } from 'graphql'
import { INTROSPECTION_QUERY } from '@/lib/connectors/fibery/introspection'
import { toSpaceSchema } from '@/lib/connectors/fibery/map'
import { wireIntrospection } from '@/lib/connectors/fibery/schema'

const FOLDER = join(import.meta.dirname, 'fixtures/fibery')

/** The nine days of the real space, oldest first. */
export function realSchemas(): { day: string; sdl: string }[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => ({ day: name.slice(0, 2), sdl: readFileSync(join(FOLDER, name), 'utf8') }))
}

/** What a GraphQL server with this schema answers to the portal's introspection: `{ data }`. */
export function introspectionOf(sdl: string): { data: unknown } {
  const result = graphqlSync({ schema: buildSchema(sdl), source: INTROSPECTION_QUERY })
  if (result.errors) throw result.errors[0]
  return { data: JSON.parse(JSON.stringify(result.data)) as unknown }
}

/** The same, as the connector's tidy schema. */
export function spaceSchemaOf(sdl: string) {
  return toSpaceSchema(wireIntrospection.parse(introspectionOf(sdl).data))
}

/** A schema of many types, of which only those that a finder returns are databases; `expected`: [finder, type]. */
export function wideSdl(size: { types: number; finders: number; root: string }): {
  sdl: string
  expected: [string, string][]
} {
  const types = Array.from({ length: size.types }, (_, index) => {
    const next = `WideT${(index + 1) % size.types}`
    const fields = Array.from({ length: 18 }, (_, field) => `"Wide/Field ${field}" f${field}: String`).join(
      ' ',
    )
    return `"Available fields and relations for Wide/T${index}" type WideT${index} { id: ID! next: ${next} all: [${next}!]! ${fields} }`
  })
  const step = Math.floor(size.types / size.finders)
  const expected = Array.from({ length: size.finders }, (_, index): [string, string] => [
    `findOdd${index}s`,
    `WideT${index * step}`,
  ])
  const finders = expected.map(([finder, type]) => `${finder}(limit: Int): [${type}]`).join(' ')
  return {
    sdl: `schema { query: ${size.root} } type ${size.root} { ${finders} } ${types.join('\n')}`,
    expected,
  }
}
