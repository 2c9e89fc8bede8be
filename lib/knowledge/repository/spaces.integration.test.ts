import { expect, it } from 'vitest'
import { db, inTransaction } from '@/lib/platform/db'
import { syncSpaces } from './spaces'

it('a workspace of more than five hundred spaces is held to its list: none is taken for new or for gone', async () => {
  const names = Array.from({ length: 510 }, (_, n) => `Space ${n}`)
  const at = new Date()
  const hold = (list: string[]) => inTransaction((tx) => syncSpaces(tx, { names: list, at, isDemo: false }))
  expect((await hold(names)).added).toHaveLength(510)
  expect(await hold(names)).toEqual({ added: [], gone: [], returned: [] })
  expect((await hold([])).gone).toHaveLength(510)
  expect(await db().kbSpace.count({ where: { goneAt: null } })).toBe(0)
})
