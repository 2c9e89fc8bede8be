import { setTimeout as pause } from 'node:timers/promises'
import { afterAll } from 'vitest'
import { DUCKDB_DIALECT } from '@/lib/testing/engine-cases'
import { describeEngine } from '@/lib/testing/engine-conformance'
import { createDuckdbClient } from './client'

const client = createDuckdbClient({
  folders: async () => [],
  limits: { memoryMb: 512, threads: 2, statementsAtOnce: 2 },
})

afterAll(() => client.close())

/** The engine works in this process: a statement under way takes most of a processor, and nothing else here does. */
async function running(): Promise<number> {
  const before = process.cpuUsage()
  await pause(100)
  const { user, system } = process.cpuUsage(before)
  return user + system > 60_000 ? 1 : 0
}

describeEngine({
  name: 'DuckDB',
  open: client.open,
  dialect: DUCKDB_DIALECT,
  limits: { timestampDigits: 6, timeDigits: 6, nonFinite: true },
  duplicateNames: 'kept',
  running,
})
