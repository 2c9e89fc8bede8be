import { describe, expect, it } from 'vitest'
import { roleName } from './words'

describe('a role', () => {
  it.each([
    ['editor', 'Editor'],
    ['gone', 'gone'],
    ['constructor', 'constructor'],
    ['__proto__', '__proto__'],
  ])('of the key %s is called %s', (key, name) => {
    expect(roleName({ editor: 'Editor' }, key)).toBe(name)
  })
})
