import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type House, startHouse } from '@/start/house'
import { createReport } from '@/start/report'

export type TestHouse = House & { dataDir: string }

/** A port for the portal with room behind it for the stand-ins. */
export async function freePort(from: number): Promise<number> {
  for (let port = from; port < from + 1_000; port += 10) {
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
  const port = await freePort(4_800)
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
  return {
    ...house,
    dataDir,
    stop: async () => {
      await house.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
