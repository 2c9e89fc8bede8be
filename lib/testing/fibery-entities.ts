import { introspectionOf } from './fibery'
import { type Answer, json } from './http-server'

export type EntityRow = { id: string } & Record<string, unknown>

/** A space that answers its introspection from the SDL, and questions for entities from rows by finder. */
export function spaceWithEntities(sdl: string, rows: Record<string, EntityRow[]>): Answer {
  const introspection = json(introspectionOf(sdl))
  return (request, response) => {
    const { query = '', variables = {} } = JSON.parse(request.body) as {
      query?: string
      variables?: Record<string, string>
    }
    if (query.includes('__schema')) return introspection(request, response)
    const finder = /entities: (\w+)\(/.exec(query)?.[1] ?? ''
    const number = (name: string) => Number(new RegExp(`${name}: (\\d+)`).exec(query)?.[1] ?? 0)
    const [, field = 'id', direction = 'ASC'] = /orderBy: \{ (\w+): (\w+) \}/.exec(query) ?? []
    const sign = direction === 'DESC' ? -1 : 1
    const by = (row: EntityRow) => String(row[field] ?? '')
    const found = (rows[finder] ?? [])
      .filter(({ id }) => variables.id === undefined || id === variables.id)
      .toSorted((one, other) => sign * by(one).localeCompare(by(other)))
    const page = found.slice(number('offset'), number('offset') + number('limit'))
    json({ data: { entities: page } })(request, response)
  }
}
