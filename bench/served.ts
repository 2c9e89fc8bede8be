import { spawn } from 'node:child_process'
import { cpSync, existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startTestHouse, type TestHouse } from '@/e2e/house'
import { createTestSession } from '@/lib/testing/session'
import { freePort } from '@/start/free-port'
import { readFirstPage } from './first-page'

/** By which a bench makes the portal read its knowledge base. */
export const BENCH_WEBHOOK_SECRET = 'bench-webhook-secret-of-a-house-on-loopback'

/** The whole house with a signed-in viewer. */
export type BenchHouse = { house: TestHouse; url: string; cookie: string }

/** The bare Next app of bench/control: no proxy, no session, no database. */
export type ControlApp = { url: string; stop: () => Promise<void> }

const CONTROL = resolve(import.meta.dirname, 'control')
/** Where its built server stands. */
export const CONTROL_SERVER = join(CONTROL, '.next/standalone/bench/control')

export async function startBenchHouse(): Promise<BenchHouse> {
  const house = await startTestHouse({
    PORT: String(await freePort(4_950)),
    FIBERY_WEBHOOK_SECRET: BENCH_WEBHOOK_SECRET,
  })
  const { cookie } = await createTestSession(
    { role: 'admin', name: 'Bench Reader' },
    { databaseUrl: house.migratorUrl, secret: house.env.AUTH0_SECRET, baseUrl: house.url },
  )
  return { house, url: house.url, cookie: `${cookie.name}=${cookie.value}` }
}

/** Builds the control (always: it must be of the same components) and serves the house's own rows from its memory. */
export async function startControl({ house }: BenchHouse): Promise<ControlApp> {
  await run(join(resolve('node_modules'), '.bin/next'), ['build', CONTROL])
  if (!existsSync(join(CONTROL_SERVER, 'server.js')))
    throw new Error('the control was not built where it is expected')
  cpSync(join(CONTROL, '.next/static'), join(CONTROL_SERVER, '.next/static'), { recursive: true })
  const rows = join(house.dataDir, 'bench-rows.json')
  writeFileSync(rows, JSON.stringify(await readFirstPage(house.migratorUrl)))
  const port = await freePort(5_900)
  const child = spawn(process.execPath, ['server.js'], {
    cwd: CONTROL_SERVER,
    env: controlEnv(port, { BENCH_ROWS: rows }),
    stdio: 'ignore',
  })
  const url = `http://localhost:${port}`
  for (let wait = 0; wait < 100; wait += 1) {
    const answer = await fetch(`${url}/bare`).catch(() => null)
    await answer?.arrayBuffer()
    if (answer?.status === 200) return { url, stop: async () => void child.kill('SIGKILL') }
    await sleep(100)
  }
  child.kill('SIGKILL')
  throw new Error('the control did not start')
}

export function controlEnv(port: number, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    PORT: String(port),
    HOSTNAME: 'localhost',
    ...more,
  }
}

function run(command: string, args: string[]): Promise<void> {
  return new Promise((done, fail) => {
    let output = ''
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production' },
    })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('exit', (code) =>
      code === 0 ? done() : fail(new Error(`${command} ${args.join(' ')} failed:\n${output}`)),
    )
  })
}
