import type { Condition, ConditionedRight, Right } from './model'
import { RIGHTS } from './model'
import { underCondition } from './policy'

/** A named set of rights, which may include other roles. */
export type RoleDefinition = {
  key: string
  name: string
  description: string
  rights: readonly ConditionedRight[]
  includes: readonly string[]
  builtIn: boolean
}

function builtIn(
  key: string,
  name: string,
  description: string,
  includes: string[],
  rights: readonly Right[],
): RoleDefinition {
  return { key, name, description, includes, rights: rights.map((right) => ({ right })), builtIn: true }
}

export const BUILT_IN_ROLES: readonly RoleDefinition[] = [
  builtIn(
    'viewer',
    'Viewer',
    'Reads products, segments, the knowledge base, dashboards and data freshness.',
    [],
    ['read:product', 'read:productGroup', 'read:segment', 'read:knowledge', 'read:dashboard', 'read:dataset'],
  ),
  builtIn(
    'analyst',
    'Analyst',
    'Reads what a viewer reads, asks the figures and takes them away.',
    ['viewer'],
    ['read:query', 'export:query', 'readSql:query', 'ask:query'],
  ),
  builtIn(
    'editor',
    'Editor',
    'Reads what a viewer reads and keeps products and segments true.',
    ['viewer'],
    ['create:product', 'edit:product', 'edit:productGroup', 'edit:segment'],
  ),
  builtIn(
    'operator',
    'Operator',
    'Reads what a viewer reads, runs workflows and looks after connections.',
    ['viewer'],
    ['read:workflow', 'run:workflow', 'refresh:knowledge', 'read:connection', 'check:connection'],
  ),
  builtIn(
    'admin',
    'Administrator',
    'Every right, the giving of rights and the audit record included.',
    [],
    RIGHTS,
  ),
]

export const ADMIN_ROLE = 'admin'

/** The rights of the roles given, inclusions followed (a circle ends by itself), each under its grant's condition. */
export function rightsOf(
  given: readonly { roleKey: string; condition: Condition | null }[],
  roles: ReadonlyMap<string, RoleDefinition>,
): ConditionedRight[] {
  return given.flatMap(({ roleKey, condition }) =>
    underCondition(collect(roleKey, roles, new Set()), condition),
  )
}

function collect(
  key: string,
  roles: ReadonlyMap<string, RoleDefinition>,
  seen: Set<string>,
): ConditionedRight[] {
  const role = roles.get(key)
  if (role === undefined || seen.has(key)) return []
  seen.add(key)
  return [...role.rights, ...role.includes.flatMap((included) => collect(included, roles, seen))]
}
