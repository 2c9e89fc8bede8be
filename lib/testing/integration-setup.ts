import { afterAll, inject } from 'vitest'
import { closeDatabase } from '@/lib/platform/db'
import { cloneDatabase } from './database'

// Before each test file's own imports run: a database of its own, and an environment that points at it.
const own = await cloneDatabase(inject('adminUrl'), inject('template'))
process.env.DATABASE_URL = own.url
process.env.DATABASE_MIGRATOR_URL = own.url

afterAll(async () => {
  await closeDatabase()
  await own.drop()
})
