import { expect, it } from 'vitest'
import { parseEntityKey, toEntityKey } from './entity-key'

const id = '0190a1b2-0000-7000-8000-00000000000a'

it('an entity is addressed by its number', () => {
  expect(toEntityKey({ id, publicId: '42' })).toBe('42')
  expect(parseEntityKey('42')).toEqual({ publicId: '42' })
})

it.each(['', '../42', '<script>', '4 2', '٤٢', '1'.repeat(19)])(
  'a number such as “%s” stands in no address',
  (publicId) => {
    expect(toEntityKey({ id, publicId })).toBe(id)
    expect(parseEntityKey(publicId)).toBeNull()
  },
)

it('without a number it is addressed by the portal’s own id', () => {
  expect(toEntityKey({ id, publicId: null })).toBe(id)
  expect(parseEntityKey(id)).toEqual({ id })
})
