import { expect, it } from 'vitest'
import { keepNewest } from './newest'

it('keeps what was put into the map last, and no more than so many', () => {
  const map = new Map<string, number>()
  for (const [key, value] of Object.entries({ a: 1, b: 2, c: 3 })) keepNewest(map, { key, value, most: 3 })
  keepNewest(map, { key: 'a', value: 4, most: 3 })
  keepNewest(map, { key: 'd', value: 5, most: 3 })
  expect([...map]).toEqual([
    ['c', 3],
    ['a', 4],
    ['d', 5],
  ])
})
