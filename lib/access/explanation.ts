import type { Condition, GivenRole, Right, RoleSource } from './model'
import { RIGHTS } from './model'
import { underCondition } from './policy'
import { type RoleDefinition, rightsOf } from './roles'

/** Why somebody has a right: the role, where it comes from, the roles it is included through, and the condition left. */
export type RightReason = {
  roleKey: string
  source: RoleSource
  /** Keys from the role given to the one that names the right; empty when it is that role itself. */
  via: string[]
  condition: Condition | null
}

export type RightExplanation = {
  right: Right
  reasons: RightReason[]
  /** Keys of the roles that give it whole: what to ask an administrator for. */
  rolesThatGive: string[]
}

/** For every right there is: why somebody has it, or which roles would give it. */
export function explainRights(
  given: readonly GivenRole[],
  roles: ReadonlyMap<string, RoleDefinition>,
): RightExplanation[] {
  return RIGHTS.map((right) => ({
    right,
    reasons: given.flatMap((one) => reasonsOf(one, right, roles)),
    rolesThatGive: [...roles.keys()].filter((roleKey) =>
      rightsOf([{ roleKey, condition: null }], roles).some(
        (entry) => entry.right === right && entry.condition === undefined,
      ),
    ),
  }))
}

function reasonsOf(
  { roleKey, condition, source }: GivenRole,
  right: Right,
  roles: ReadonlyMap<string, RoleDefinition>,
): RightReason[] {
  return pathsTo(roleKey, right, roles, []).flatMap(({ via, held }) =>
    underCondition([{ right, ...(held === null ? {} : { condition: held }) }], condition).map((entry) => ({
      roleKey,
      source,
      via,
      condition: entry.condition ?? null,
    })),
  )
}

type Path = { via: string[]; held: Condition | null }

function pathsTo(
  key: string,
  right: Right,
  roles: ReadonlyMap<string, RoleDefinition>,
  before: string[],
): Path[] {
  const role = roles.get(key)
  if (role === undefined || before.includes(key)) return []
  const here = role.rights
    .filter((entry) => entry.right === right)
    .map(
      (entry): Path => ({
        via: before.length === 0 ? [] : [...before.slice(1), key],
        held: entry.condition ?? null,
      }),
    )
  return [...here, ...role.includes.flatMap((next) => pathsTo(next, right, roles, [...before, key]))]
}
