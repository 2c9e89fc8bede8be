import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { auditOf } from '@/lib/testing/audit-rows'
import { createTestSession } from '@/lib/testing/session'
import { commands } from './commands'
import { RIGHTS } from './model'

const ctx = {
  actor: {
    kind: 'cli' as const,
    id: 'cli:tester',
    name: 'tester',
    rights: RIGHTS.map((right) => ({ right })),
  },
  requestId: 'test-request',
  now: () => new Date(),
  json: true,
}

async function run(word: string, input: Record<string, unknown>) {
  const command = commands.find(({ path }) => path.join(' ') === word)
  if (command === undefined) throw new Error(`no command ${word}`)
  return await command.run(ctx, input)
}

const grant = (input: Record<string, unknown>) => run('grant', input)

describe('pergola erase', () => {
  it('wants the person said twice, and disabled; then takes them out, known by id alone', async () => {
    const email = `${randomUUID()}@x.example`
    const { userId } = await createTestSession({ email })
    await expect(run('erase', { person: email, confirm: 'other' })).rejects.toThrow(/confirm/)
    await expect(run('erase', { person: email, confirm: email })).rejects.toThrow(/disable them first/)
    await db().user.update({ where: { id: userId }, data: { disabledAt: new Date() } })
    expect((await run('erase', { person: email, confirm: email })).data).toMatchObject({ userId })
    await expect(run('erase', { person: email, confirm: email })).rejects.toThrow(/Nobody/)
    expect((await run('erase', { person: userId, confirm: userId })).data).toMatchObject({ userId })
  })
})

describe('pergola grant', () => {
  it('gives a role by e-mail whatever its case, held to what is asked, and says so again without doing it again', async () => {
    const email = `${randomUUID()}@x.example`
    const { userId } = await createTestSession({ email })
    const input = { person: email.toUpperCase(), role: 'editor', productGroup: ['SEAFOOD', 'BEVERAGES'] }
    expect((await grant(input)).data).toMatchObject({ userId, given: true })
    expect((await grant(input)).data).toMatchObject({ userId, given: false })
    expect(await db().grant.findMany({ where: { userId } })).toMatchObject([
      {
        roleKey: 'editor',
        condition: { kind: 'productGroup', in: ['BEVERAGES', 'SEAFOOD'] },
        grantedById: null,
      },
    ])
    expect(await auditOf(userId)).toMatchObject([
      { action: 'role.given', outcome: 'done', actorId: 'cli:tester' },
    ])
  })

  it('gives a role by issuer and subject', async () => {
    const { userId } = await createTestSession()
    const { issuer, subject } = await db().user.findUniqueOrThrow({ where: { id: userId } })
    expect((await grant({ person: `${issuer}|${subject}`, role: 'admin' })).data).toMatchObject({
      userId,
      given: true,
    })
  })

  it('names nobody by an e-mail that is not verified, or that several share', async () => {
    const email = `${randomUUID()}@x.example`
    const { userId } = await createTestSession({ email })
    await createTestSession({ email })
    await expect(grant({ person: email, role: 'admin' })).rejects.toThrow(/several people/)
    await db().user.updateMany({ where: { email }, data: { emailVerified: false } })
    await expect(grant({ person: email, role: 'admin' })).rejects.toThrow(/signed in yet/)
    expect(await db().grant.count({ where: { userId } })).toBe(0)
  })

  it('is wrong use with two kinds of condition, or a role that is not there', async () => {
    const email = `${randomUUID()}@x.example`
    await createTestSession({ email })
    await expect(grant({ person: email, role: 'viewer', own: true, tag: ['x'] })).rejects.toThrow(/one kind/)
    await expect(grant({ person: email, role: 'nobody' })).rejects.toMatchObject({ code: 'VALIDATION' })
  })
})
