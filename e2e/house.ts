import { randomInt } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type House, startHouse } from '@/start/house'
import { createReport } from '@/start/report'

export type TestHouse = House & {
  dataDir: string
  /** Where the embedded PostgreSQL keeps its data: as root that may be outside the data folder. */
  databaseFolder: string
}

/** Below the ports that systems hand out by themselves, and another for each run: houses may stand side by side. */
const FIRST_PORT = 20_000
const LAST_PORT = 30_000
/** Room for the stand-ins, which listen next to the portal. */
const STEP = 10

/** A free port with room behind it; `from`: the first that is tried. */
export async function freePort(
  from = FIRST_PORT + STEP * randomInt((LAST_PORT - FIRST_PORT) / STEP),
): Promise<number> {
  for (let port = from; port < from + 1_000; port += STEP) {
    if (await isFree(port)) return port
  }
  throw new Error(`no port from ${from} on is free`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => done(true)))
  })
}

/** The whole house on the production build, with data of its own: all that people would have after `npm start`. */
export async function startTestHouse(given: Record<string, string> = {}): Promise<TestHouse> {
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
