import type { Condition, Ctx, UserId } from '@/lib/access/model'
import { createTestCtx } from '../actors'
import type { TestSessionOptions } from '../session'

/**
 * The columns of the table, in order. `drinks` reads one product group, `brewer` edits in it; `tagged` edits what has a
 * tag, `own` what is theirs; `mixed` reads everything and edits what has the tag; `disabled` was an administrator.
 */
export const WHO = [
  'viewer',
  'analyst',
  'editor',
  'operator',
  'admin',
  'drinks',
  'brewer',
  'tagged',
  'own',
  'mixed',
  'nobody',
  'disabled',
] as const
export type Who = (typeof WHO)[number]

export type Person = Ctx & { userId: UserId }
export type People = Record<Who, Person>

const GROUP: Condition = { kind: 'productGroup', in: ['INSIDES'] }
const TAG: Condition = { kind: 'tag', in: ['inside'] }

const GIVEN: Record<Who, TestSessionOptions> = {
  viewer: { role: 'viewer' },
  analyst: { role: 'analyst' },
  editor: { role: 'editor' },
  operator: { role: 'operator' },
  admin: { role: 'admin' },
  drinks: { grants: [{ role: 'viewer', condition: GROUP }] },
  brewer: { grants: [{ role: 'editor', condition: GROUP }] },
  tagged: { grants: [{ role: 'editor', condition: TAG }] },
  own: { grants: [{ role: 'editor', condition: { kind: 'own' } }], name: 'Inside Owner' },
  mixed: { grants: [{ role: 'viewer' }, { role: 'editor', condition: TAG }] },
  nobody: {},
  disabled: { role: 'admin', disabled: true },
}

/** Everybody as the portal finds them at a request: their sessions are resolved as any other. */
export async function everybody(): Promise<People> {
  const found: Partial<People> = {}
  for (const who of WHO) found[who] = await createTestCtx({ name: `Test ${who}`, ...GIVEN[who] })
  return found as People
}
