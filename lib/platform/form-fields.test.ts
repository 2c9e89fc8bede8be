import { expect, it } from 'vitest'
import { toRows } from './form-fields'

it('reads numbered fields as rows, rows in rows too, and leaves the others', () => {
  const fields = {
    name: 'Mash',
    'parameters.0.id': 'Temperature',
    'parameters.2.id': 'Time',
    'parameters.2.unit': 'min',
    'lines.0.parameters.1.value': '66',
  }
  expect(toRows(fields)).toEqual({
    name: 'Mash',
    parameters: [{ id: 'Temperature' }, {}, { id: 'Time', unit: 'min' }],
    lines: [{ parameters: [{}, { value: '66' }] }],
  })
})

it('takes no name for what every object inherits', () => {
  const rows = toRows(
    JSON.parse('{"__proto__":"x","constructor.0.prototype":"y"}') as Record<string, unknown>,
  )
  expect(Object.getPrototypeOf(rows)).toBe(Object.prototype)
  expect(({} as { prototype?: unknown }).prototype).toBeUndefined()
})
