import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { createTestCtx } from '@/lib/testing/actors'
import { auditOf } from '@/lib/testing/audit-rows'
import { createTestSession } from '@/lib/testing/session'
import type { UserId } from '../model'
import { getPerson, listPeople } from './list-people'

const ALL = { search: '', role: '', status: '' as const, after: '' }

beforeEach(async () => {
  await db().user.deleteMany()
})

describe('the list of people', () => {
  it('shows roles and where each comes from', async () => {
    const admin = await createTestCtx({ role: 'admin', name: 'Test Person' })
    await db().groupMapping.create({ data: { identityGroup: 'tasters', roleKey: 'viewer' } })
    const { userId } = await createTestSession({ role: 'editor', groups: ['tasters', 'others'], name: 'Zoë' })
    const { people, total, next } = await listPeople(admin, ALL)
    expect([total, next, people.map((person) => person.name)]).toEqual([2, null, ['Test Person', 'Zoë']])
    expect(people[1]).toMatchObject({
      id: userId,
      given: [
        { roleKey: 'editor', condition: null, source: { kind: 'direct' } },
        { roleKey: 'viewer', condition: null, source: { kind: 'group', identityGroup: 'tasters' } },
      ],
    })
  })

  it.each([
    ['x', '-'.repeat(36)],
    ['a\u0000b', randomUUID()],
    ['\ud800', randomUUID()],
  ])('stands when a place was made up: %j', async (...place) => {
    const admin = await createTestCtx({ role: 'admin', name: 'Test Person' })
    const after = Buffer.from(JSON.stringify(place)).toString('base64url')
    expect((await listPeople(admin, { ...ALL, after })).total).toBe(1)
  })

  it('is searched by name and e-mail without regard to accents, and cut by role and state', async () => {
    const admin = await createTestCtx({ role: 'admin', name: 'Test Person' })
    await createTestSession({ name: 'Zoë Müller', email: 'zm@x.example', role: 'editor' })
    await createTestSession({ name: '100 % Bob_', disabled: true })
    const names = async (filter: Partial<typeof ALL> | { status: 'disabled' }) =>
      (await listPeople(admin, { ...ALL, ...filter })).people.map((person) => person.name)
    expect(await names({ search: 'zoe mu' })).toEqual(['Zoë Müller'])
    expect(await names({ search: 'ZM@X' })).toEqual(['Zoë Müller'])
    expect(await names({ search: '0 %' })).toEqual(['100 % Bob_'])
    expect(await names({ search: '_' })).toEqual(['100 % Bob_'])
    expect(await names({ role: 'editor' })).toEqual(['Zoë Müller'])
    expect(await names({ status: 'disabled' })).toEqual(['100 % Bob_'])
  })

  it('comes page by page, none twice and none left out, in natural order', async () => {
    const admin = await createTestCtx({ role: 'admin', name: 'Person 0' })
    await db().user.createMany({
      data: Array.from({ length: 120 }, (_, index) => ({
        issuer: 'x',
        subject: randomUUID(),
        name: `Person ${index + 1}`,
      })),
    })
    const names: string[] = []
    let after: string | null = ''
    while (after !== null) {
      const page: Awaited<ReturnType<typeof listPeople>> = await listPeople(admin, { ...ALL, after })
      expect(page.total).toBe(121)
      names.push(...page.people.map((person) => person.name))
      after = page.next
    }
    expect(names).toEqual(Array.from({ length: 121 }, (_, index) => `Person ${index}`))
    expect((await listPeople(admin, { ...ALL, after: 'not a cursor' })).people[0]?.name).toBe('Person 0')
  })

  it('is refused to who has no right to it; one person likewise', async () => {
    const editor = await createTestCtx({ role: 'editor' })
    await expect(listPeople(editor, ALL)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(getPerson(editor, { userId: editor.userId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await auditOf('*')).toMatchObject([{ action: 'user.read', outcome: 'refused' }])
    const admin = await createTestCtx({ role: 'admin' })
    expect((await getPerson(admin, { userId: editor.userId })).id).toBe(editor.userId)
    await expect(getPerson(admin, { userId: randomUUID() as UserId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
