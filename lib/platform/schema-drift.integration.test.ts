import { describe, expect, it } from 'vitest'
import { Prisma } from '@/generated/prisma/client'
import { db } from './db'

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
