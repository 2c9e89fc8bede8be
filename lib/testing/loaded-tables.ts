import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { closeEngine, engine } from '@/lib/analytics/engine'
import { loadTable, removeTable } from '@/lib/analytics/service/data-files'
import { createTestCtx } from './actors'

/** Files for one test file to load tables from, somebody who may, and the engine that then answers. Called at its top. */
export function loadedTables() {
  const folder = mkdtempSync(join(tmpdir(), 'pergola-data-files-'))
  let admin: Ctx | undefined
  beforeAll(async () => {
    admin = await createTestCtx({ role: 'admin' })
  })
  afterAll(async () => {
    await closeEngine()
    rmSync(folder, { recursive: true })
  })
  const who = () => {
    if (admin === undefined) throw new Error('nobody is there before the tests begin')
    return admin
  }
  return {
    folder,
    admin: who,
    file: (name: string, text: string): string => {
      const path = join(folder, name)
      writeFileSync(path, text)
      return path
    },
    /** Taken out again when the test has ended. */
    load: async (path: string, more: Partial<Parameters<typeof loadTable>[1]> = {}) => {
      const loaded = await loadTable(who(), { path, replace: false, ...more })
      onTestFinished(async () => {
        await removeTable(who(), { table: loaded.table.table }).catch(() => {})
      })
      return loaded
    },
    /** What the portal's engine answers once it has begun anew. */
    ask: async (sql: string): Promise<unknown[]> => {
      await closeEngine()
      const stream = await engine().open({ sql, values: {}, timeoutMs: 10_000 })
      const rows: unknown[] = []
      for await (const batch of stream.batches) rows.push(...batch)
      return rows
    },
  }
}
