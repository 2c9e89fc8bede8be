import { describe, expect, it } from 'vitest'
import { RIGHTS } from './model'
import { BUILT_IN_ROLES, type RoleDefinition, rightsOf } from './roles'

const ROLES = new Map(BUILT_IN_ROLES.map((role) => [role.key, role]))
const whole = (roleKey: string, roles = ROLES) =>
  rightsOf([{ roleKey, condition: null }], roles).map((entry) => entry.right)

function custom(key: string, includes: string[]): RoleDefinition {
  return { key, name: key, description: '', includes, rights: [{ right: 'read:query' }], builtIn: false }
}

describe('the built-in roles', () => {
  it('give what their words say', () => {
    expect(whole('viewer')).toEqual([
      'read:product',
      'read:productGroup',
      'read:segment',
      'read:knowledge',
      'read:dashboard',
      'read:dataset',
    ])
    expect(whole('analyst')).toEqual(
      expect.arrayContaining(['read:product', 'export:query', 'readSql:query']),
    )
    expect(whole('editor')).toEqual(
      expect.arrayContaining(['read:product', 'edit:product', 'create:product']),
    )
    expect(whole('editor')).not.toContain('read:query')
    expect(whole('operator')).toEqual(expect.arrayContaining(['run:workflow', 'refresh:knowledge']))
    expect(whole('admin')).toEqual([...RIGHTS])
  })

  it('leave giving rights, people and the audit record to the administrator', () => {
    const others = BUILT_IN_ROLES.filter((role) => role.key !== 'admin').flatMap((role) => whole(role.key))
    for (const right of RIGHTS.filter((one) => /:(user|role|audit)$/.test(one)))
      expect(others).not.toContain(right)
  })
})

describe('inclusion', () => {
  it('follows roles to the end, a circle included, and leaves out what is not there', () => {
    const roles = new Map([['a', custom('a', ['b', 'gone'])], ['b', custom('b', ['a', 'viewer'])], ...ROLES])
    expect(new Set(whole('a', roles))).toEqual(new Set(['read:query', ...whole('viewer')]))
    expect(whole('gone', roles)).toEqual([])
  })
})
