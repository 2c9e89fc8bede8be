import { resolve } from 'node:path'
import pg from 'pg'
import { describe, expect, inject, it } from 'vitest'
import { Prisma } from '@/generated/prisma/client'
import { cloneDatabase } from '@/lib/testing/database'
import { db } from './db'
import { env } from './env'
import { migrate } from './migrate'

const folder = resolve('prisma/migrations')

describe('migrate', () => {
  it('finds nothing to do on a migrated database, by four at once', async () => {
    const url = env().DATABASE_URL
    const runs = await Promise.all([1, 2, 3, 4].map(() => migrate({ migratorUrl: url, appUrl: url, folder })))
    expect(runs).toEqual([[], [], [], []])
  })

  it('applies everything once when two portals start at once on an empty database', async () => {
    const { url, drop } = await cloneDatabase(inject('adminUrl'), 'template0')
    const [one, two] = await Promise.all([1, 2].map(() => migrate({ migratorUrl: url, appUrl: url, folder })))
    expect([...(one ?? []), ...(two ?? [])].length).toBeGreaterThan(1)
    expect(Math.min(one?.length ?? -1, two?.length ?? -1)).toBe(0)
    await drop()
  })

  it('refuses a database whose migration was changed afterwards', async () => {
    const { url, drop } = await cloneDatabase(inject('adminUrl'), inject('template'))
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(`UPDATE _prisma_migrations SET checksum = repeat('0', 64)`)
    await client.end()
    await expect(migrate({ migratorUrl: url, appUrl: url, folder })).rejects.toThrow(
      /was changed after it was applied/,
    )
    await drop()
  })

  it('lets the portal work as a role that can only add to and read the audit record', async () => {
    await expect(db().$executeRawUnsafe('DELETE FROM audit_event')).rejects.toThrow(/permission denied/)
    await expect(db().$executeRawUnsafe(`UPDATE audit_event SET action = 'x'`)).rejects.toThrow(
      /permission denied/,
    )
    await expect(db().$executeRawUnsafe('TRUNCATE audit_event CASCADE')).rejects.toThrow(/permission denied/)
    expect(await db().auditEvent.count()).toBe(0)
  })
})

type AnyModel = { findFirst: () => Promise<unknown> }

describe('prisma/schema.prisma', () => {
  it.each(Object.values(Prisma.ModelName))(
    'says of %s what the migrations made: every column can be read',
    async (name) => {
      const models = db() as unknown as Record<string, AnyModel>
      const model = models[name.charAt(0).toLowerCase() + name.slice(1)]
      await expect(model?.findFirst()).resolves.toSatisfy((row) => row === null || typeof row === 'object')
    },
  )
})
