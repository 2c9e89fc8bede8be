import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { freePort } from '@/start/free-port'
import { startDuckdbFlight } from '@/start/upstreams/flight-sql'

// The warehouses of the export's bench, each a process of its own over the same table: the stand-in for Dremio's REST API
// with its pages of 500 rows, and a real Arrow Flight SQL server.

const USER = 'bench'
const PASSWORD = 'only-for-this-bench'
const FLIGHT_ENVIRONMENT = resolve('.venv/flight-sql')

export type Warehouses = {
  /** What makes the portal ask it, by transport. */
  env: { rest: Record<string, string>; flight: Record<string, string> | null }
  stop: () => Promise<void>
}

/** @param folder has the `load.sql` of the table */
export async function startWarehouses(folder: string): Promise<Warehouses> {
  const rest = await startStandIn(folder)
  const env = { DREMIO_URL: rest.url, DREMIO_USER: USER, DREMIO_PASSWORD: PASSWORD }
  // It is not installed for a measurement: 80 MB from PyPI.
  if (!existsSync(`${FLIGHT_ENVIRONMENT}/bin/python`))
    return { env: { rest: env, flight: null }, stop: async () => rest.stop() }
  const flight = await startDuckdbFlight({
    port: await freePort(32_110),
    user: USER,
    password: PASSWORD,
    load: [folder],
    environment: FLIGHT_ENVIRONMENT,
  })
  const stop = async () => {
    rest.stop()
    await flight.stop()
  }
  return { env: { rest: env, flight: { ...env, DREMIO_FLIGHT_URL: flight.url } }, stop }
}

async function startStandIn(folder: string): Promise<{ url: string; stop: () => void }> {
  const port = await freePort(19_047)
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/dremio/main.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      PERGOLA_STANDIN_USER: USER,
      PERGOLA_STANDIN_PASSWORD: PASSWORD,
      PERGOLA_STANDIN_DATA: folder,
    },
  })
  const stop = () => void child.kill('SIGTERM')
  return await new Promise((done, fail) => {
    child.once('error', fail)
    child.once('exit', (code) => fail(new Error(`the stand-in for Dremio ended at its start (${code})`)))
    child.stdout.setEncoding('utf8').on('data', (said: string) => {
      const [, url] = /^ready (\S+)/m.exec(said) ?? []
      if (url !== undefined) done({ url, stop })
    })
  })
}
