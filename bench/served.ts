import { spawn } from 'node:child_process'
import { cpSync, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, startTestHouse, type TestHouse } from '@/e2e/house'
import { createTestSession } from '@/lib/testing/session'

/** The whole house with a signed-in viewer. */
export type BenchHouse = { house: TestHouse; url: string; cookie: string }

/** The bare Next app of bench/control: no proxy, no session, no database. */
export type ControlApp = { url: string; stop: () => Promise<void> }

const CONTROL = resolve(import.meta.dirname, 'control')
const STANDALONE = join(CONTROL, '.next/standalone/bench/control')

export async function startBenchHouse(): Promise<BenchHouse> {
  const house = await startTestHouse({ LOG_LEVEL: 'warn' })
  const { cookie } = await createTestSession(
    { role: 'admin', name: 'Bench Reader' },
    { databaseUrl: house.migratorUrl, secret: house.env.AUTH0_SECRET, baseUrl: house.url },
  )
  return { house, url: house.url, cookie: `${cookie.name}=${cookie.value}` }
}

/** Builds the control (always: it must be of the same components) and serves it as the portal is served. */
export async function startControl(): Promise<ControlApp> {
  await run(join(resolve('node_modules'), '.bin/next'), ['build', CONTROL])
  cpSync(join(CONTROL, '.next/static'), join(STANDALONE, '.next/static'), { recursive: true })
  if (!existsSync(join(STANDALONE, 'server.js')))
    throw new Error('the control was not built where it is expected')
  const port = await freePort(5_900)
  const child = spawn(process.execPath, ['server.js'], {
    cwd: STANDALONE,
    env: { ...process.env, NODE_ENV: 'production', PORT: String(port), HOSTNAME: 'localhost' },
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
