import { describe, expect, it } from 'vitest'
import { explainRights } from './explanation'
import type { GivenRole, Right } from './model'
import { BUILT_IN_ROLES } from './roles'

const ROLES = new Map(BUILT_IN_ROLES.map((role) => [role.key, role]))
const GIVEN: GivenRole[] = [
  { roleKey: 'editor', condition: null, source: { kind: 'direct', grantId: 'g' } },
  {
    roleKey: 'viewer',
    condition: { kind: 'productGroup', in: ['BEVERAGES'] },
    source: { kind: 'group', identityGroup: 'tasters' },
  },
]

const of = (right: Right) => explainRights(GIVEN, ROLES).find((one) => one.right === right)

describe('why somebody can', () => {
  it('names every role that gives a right, through which role, and what the condition leaves', () => {
    expect(of('read:product')?.reasons).toEqual([
      { roleKey: 'editor', source: GIVEN[0]?.source, via: ['viewer'], condition: null },
      { roleKey: 'viewer', source: GIVEN[1]?.source, via: [], condition: GIVEN[1]?.condition },
    ])
    expect(of('edit:product')?.reasons).toMatchObject([{ roleKey: 'editor', via: [] }])
  })

  it('leaves out a role whose condition the kind cannot carry', () => {
    expect(of('read:knowledge')?.reasons).toMatchObject([{ roleKey: 'editor' }])
  })
})

describe('why somebody cannot', () => {
  it('names the roles that would give it', () => {
    expect(of('export:query')).toMatchObject({ reasons: [], rolesThatGive: ['analyst', 'admin'] })
    expect(of('grant:role')).toMatchObject({ reasons: [], rolesThatGive: ['admin'] })
  })
})
