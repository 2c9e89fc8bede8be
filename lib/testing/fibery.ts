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
