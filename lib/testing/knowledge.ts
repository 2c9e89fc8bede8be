import { randomUUID } from 'node:crypto'
import type { Ctx, Right } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { introspectionOf } from './fibery'
import type { FiberyServer } from './fibery-server'
import { type Answer, json } from './http-server'

/** A person with these rights and no others. */
export function personWith(...rights: Right[]): Ctx {
  return {
    actor: {
      kind: 'user',
      id: randomUUID(),
      name: 'Test Person',
      rights: rights.map((right) => ({ right })),
    },
    requestId: randomUUID(),
    now: () => new Date(),
  }
}

export const reader = () => personWith('read:knowledge')
export const refresher = () => personWith('refresh:knowledge')

/** A type of the workspace's own schema, as `GET /api/schema` tells it. */
export function catalogType(name: string, id: string, description = '', fields: Record<string, string> = {}) {
  return {
    'fibery/id': id,
    'fibery/name': name,
    'fibery/description': description,
    'fibery/meta': { 'fibery/domain?': true },
    'fibery/fields': Object.entries(fields).map(([field, type]) => ({
      'fibery/id': `${id} ${field}`,
      'fibery/name': field,
      'fibery/type': type,
    })),
  }
}

/** A space's schema: databases by name, each with a few fields. */
export function spaceSdl(space: string, databases: Record<string, string>): string {
  const prefix = space.replace(/[^A-Za-z0-9]/g, '')
  const finders = Object.keys(databases).map((name) => `find${name}s: [${prefix}${name}]`)
  const types = Object.entries(databases).map(
    ([name, fields]) =>
      `"Available fields and relations for ${space}/${name}" type ${prefix}${name} { id: ID ${fields} }`,
  )
  return `type Query { me: String ${finders.join(' ')} } ${types.join('\n')}`
}

/** What the audit record tells of an actor's doings, in their order. */
export async function auditOf(ctx: Ctx) {
  return await db().auditEvent.findMany({
    where: { actorId: ctx.actor.id },
    select: { action: true, outcome: true, subjectKind: true },
    orderBy: { at: 'asc' },
  })
}

let made = 0

/** A space that the portal knows and the workspace answers for. */
export async function newSpace(fibery: FiberyServer, sdl?: string): Promise<{ space: string; slug: string }> {
  made += 1
  const space = `Space ${made}`
  const slug = `space-${made}`
  await db().kbSpace.create({ data: { name: space, slug } })
  fibery.space(space, sdl ?? spaceSdl(space, { Guide: 'name: String' }))
  return { space, slug }
}

/** An answer that waits to be let go. */
export function heldAnswer(sdl: string): { answer: Answer; letGo: () => void } {
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  return {
    answer: (request, response) => void held.then(() => json(introspectionOf(sdl))(request, response)),
    letGo: () => letGo(),
  }
}
