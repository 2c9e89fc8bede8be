import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startTestHouse, type TestHouse } from '@/e2e/house'
import { createTestSession } from '@/lib/testing/session'
import { freePort } from '@/start/free-port'
import { SERVER_FLAGS } from '@/start/server-flags'
import { readFirstPage } from './first-page'

/** By which a bench makes the portal read its knowledge base. */
export const BENCH_WEBHOOK_SECRET = 'bench-webhook-secret-of-a-house-on-loopback'

/** The whole house with a signed-in viewer. `restart`: another process of the portal, the rest as it was. */
export type BenchHouse = { house: TestHouse; url: string; cookie: string; restart: () => Promise<void> }

/** The bare Next app of bench/control: no proxy, no session, no database; Node is started as for the portal. */
export type ControlApp = { url: string; restart: () => Promise<void>; stop: () => Promise<void> }

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
  const restart = async () => {
    const old = house.portalPid()
    if (old !== undefined) process.kill(old, 'SIGTERM')
    await until(async () => house.portalPid() !== old && (await answers(`${house.url}/api/health/ready`)))
  }
  return { house, url: house.url, cookie: `${cookie.name}=${cookie.value}`, restart }
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
  const url = `http://localhost:${port}`
  const begin = async () => {
    const child = spawn(process.execPath, [...SERVER_FLAGS, 'server.js'], {
      cwd: CONTROL_SERVER,
      env: controlEnv(port, { BENCH_ROWS: rows }),
      stdio: 'ignore',
    })
    const end = async () => {
      const ended = once(child, 'exit')
      if (child.kill('SIGKILL')) await ended
    }
    try {
      await until(() => answers(`${url}/bare`))
    } catch (error) {
      await end()
      throw error
    }
    return end
  }
  let end = await begin()
  const restart = async () => {
    await end()
    end = await begin()
  }
  return { url, restart, stop: () => end() }
}

async function answers(url: string): Promise<boolean> {
  const answer = await fetch(url).catch(() => null)
  await answer?.arrayBuffer()
  return answer?.status === 200
}

const START_MS = 30_000
const LOOKS_MS = 100

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + START_MS; !(await holds()); await sleep(LOOKS_MS))
    if (Date.now() > end) throw new Error(`what the bench measures did not start in ${START_MS / 1_000} s`)
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
