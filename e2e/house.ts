import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { freePort } from '@/start/free-port'
import { type House, startHouse } from '@/start/house'
import { createReport } from '@/start/report'

export type TestHouse = House & {
  dataDir: string
  /** Where the embedded PostgreSQL keeps its data: as root that may be outside the data folder. */
  databaseFolder: string
}

/**
 * The whole house on the production build, with data of its own: all that people would have after `npm start`.
 * `server`: a copy of the built server to run in its place.
 */
export async function startTestHouse(
  given: Record<string, string> = {},
  { server }: { server?: string } = {},
): Promise<TestHouse> {
  const repository = resolve('.')
  const dataDir = mkdtempSync(join(tmpdir(), 'pergola-e2e-'))
  const port = await freePort()
  const house = await startHouse({
    repository,
    given: {
      PATH: process.env.PATH ?? '',
      PORT: String(port),
      PERGOLA_DATA_DIR: dataDir,
      LOG_LEVEL: 'info',
      ...given,
    },
    report: createReport((line) => console.log(line)),
    ...(server && { server }),
  })
  const databaseFolder = databaseFolderOf(dataDir)
  return {
    ...house,
    dataDir,
    databaseFolder,
    stop: async () => {
      await house.stop()
      if (!databaseFolder.startsWith(dataDir))
        rmSync(dirname(databaseFolder), { recursive: true, force: true })
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function databaseFolderOf(dataDir: string): string {
  const elsewhere = join(dataDir, 'postgres.location')
  return existsSync(elsewhere) ? readFileSync(elsewhere, 'utf8').trim() : join(dataDir, 'postgres')
}
