import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, inject } from 'vitest'
import { closeDatabase } from '@/lib/platform/db'
import { cloneDatabase } from './database'

// Before each test file's own imports run: a database and a data folder of its own, and an environment that points at them.
const own = await cloneDatabase(inject('adminUrl'), inject('template'))
const dataDir = await mkdtemp(join(tmpdir(), 'pergola-data-'))
process.env.DATABASE_URL = own.url
process.env.DATABASE_MIGRATOR_URL = own.url
process.env.PERGOLA_DATA_DIR = dataDir

afterAll(async () => {
  await closeDatabase()
  await own.drop()
  await rm(dataDir, { recursive: true, force: true })
})
