import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, graphqlSync } from 'graphql'
import { INTROSPECTION_QUERY } from '@/lib/connectors/fibery/introspection'
import { type SpaceSchema, toSpaceSchema } from '@/lib/connectors/fibery/map'
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
export function spaceSchemaOf(sdl: string): SpaceSchema {
  return tidySchema(introspectionOf(sdl).data)
}

export function tidySchema(data: unknown): SpaceSchema {
  return toSpaceSchema(wireIntrospection.parse(data))
}

type WireRef = { kind: string; name: string | null; ofType?: WireRef }

const named = (kind: string, name: string): WireRef => ({ kind, name })
const listOf = (ofType: WireRef): WireRef => ({ kind: 'LIST', name: null, ofType })
const nonNull = (ofType: WireRef): WireRef => ({ kind: 'NON_NULL', name: null, ofType })

/**
 * The introspection of many types, of which only those that a finder returns are databases; `expected`: [finder, type].
 * Written down directly: to build it from SDL takes far longer than what is tested with it.
 */
export function wideIntrospection(size: { types: number; finders: number; root: string; scalar?: string }): {
  data: { __schema: { queryType: { name: string }; types: object[] } }
  expected: [string, string][]
} {
  const { scalar = 'String' } = size
  const types = Array.from({ length: size.types }, (_, index) => {
    const next = named('OBJECT', `WideT${(index + 1) % size.types}`)
    const fields = Array.from({ length: 18 }, (_unused, field) => ({
      name: `f${field}`,
      description: `Wide/Field ${field}`,
      type: named('SCALAR', field === 0 ? scalar : 'String'),
    }))
    return {
      kind: 'OBJECT',
      name: `WideT${index}`,
      description: `Available fields and relations for Wide/T${index}`,
      fields: [
        { name: 'id', description: 'fibery/id', type: nonNull(named('SCALAR', 'ID')) },
        { name: 'next', description: 'Wide/Next', type: next },
        { name: 'all', description: 'Wide/All', type: nonNull(listOf(nonNull(next))) },
        ...fields,
      ],
    }
  })
  const step = Math.floor(size.types / size.finders)
  const expected = Array.from({ length: size.finders }, (_, index): [string, string] => [
    `findOdd${index}s`,
    `WideT${index * step}`,
  ])
  const root = {
    kind: 'OBJECT',
    name: size.root,
    description: null,
    fields: expected.map(([name, type]) => ({
      name,
      description: null,
      type: listOf(named('OBJECT', type)),
    })),
  }
  return { data: { __schema: { queryType: { name: size.root }, types: [root, ...types] } }, expected }
}
