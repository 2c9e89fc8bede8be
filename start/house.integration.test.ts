import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { cloneDatabase, dropDatabase } from '@/lib/testing/database'
import { readRunning, removeDataFolder } from './data-folder'
import { freePort } from './free-port'
import { type House, startHouse } from './house'
import { isAlive } from './postgres-cluster'
import { createReport } from './report'

// The built server has tests of its own: here a small program stands in its place, all the rest is real.
const SERVER = `
  const { createServer } = require('node:http')
  createServer((_request, response) => response.end(
    JSON.stringify({ ...process.env, NODE_ARGUMENTS: process.execArgv.join(' ') })))
    .listen(Number(process.env.PORT), process.env.HOSTNAME)`
// Whole houses: on a busy machine each takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const repository = resolve('.')
const FIBERY = { FIBERY_URL: 'http://127.0.0.1:9', FIBERY_TOKEN: 'unused' }
const SIGN_IN = { AUTH0_DOMAIN: 'id.example.com', AUTH0_CLIENT_ID: 'pergola', AUTH0_CLIENT_SECRET: 'secret' }

let folder: string
let server: string
let said: string[]
let houses: House[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pergola-test-'))
  server = join(folder, 'server.cjs')
  writeFileSync(server, SERVER)
  said = []
  houses = []
})

afterEach(async () => {
  for (const house of houses) await house.stop()
  removeDataFolder(join(folder, 'data'))
  rmSync(folder, { recursive: true, force: true })
})

async function start(given: Record<string, string>): Promise<House> {
  const report = createReport((line) => said.push(line))
  const house = await startHouse({
    repository,
    server,
    report,
    given: { ...(await environment()), ...given },
  })
  houses.push(house)
  return house
}

async function environment(): Promise<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? '',
    PORT: String(await freePort()),
    PERGOLA_DATA_DIR: join(folder, 'data'),
  }
}

async function seenByPortal(house: House): Promise<Record<string, string>> {
  return (await (await fetch(house.url)).json()) as Record<string, string>
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (let waited = 0; !(await condition()); waited += 100) {
    if (waited > 20_000) throw new Error(`it did not come about; said: ${said.join(' | ')}`)
    await sleep(100)
  }
}

async function signInAnswers(env: Record<string, string>): Promise<boolean> {
  const response = await fetch(`http://${env.AUTH0_DOMAIN}/.well-known/openid-configuration`).catch(
    () => null,
  )
  return response?.ok ?? false
}

describe('the house, with nothing configured', () => {
  it('starts every part, closed to others, and a second start finds the same data', async () => {
    const first = await start({})
    const env = await seenByPortal(first)
    expect(await signInAnswers(env)).toBe(true)
    // Node does not shrink the process that draws pages while nobody reads (docs/adr/0165-no-shrinking-between-readers.md).
    expect(env.NODE_ARGUMENTS).toContain(
      '--no-memory-reducer --min-semi-space-size=32 --max-semi-space-size=32',
    )
    expect(new URL(env.DATABASE_URL ?? '').username).toBe('pergola_portal')
    expect(env.DATABASE_MIGRATOR_URL).toBeUndefined()
    expect(env.PERGOLA_ADMINS).toBe(`http://${env.AUTH0_DOMAIN}|demo-admin`)
    expect(await ask(first.migratorUrl, 'SELECT count(*)::int AS n FROM product')).toEqual([{ n: 77 }])
    expect(
      await ask(first.migratorUrl, 'SELECT rolsuper AS power FROM pg_roles WHERE rolname = current_user'),
    ).toEqual([{ power: false }])
    await expect(ask(env.DATABASE_URL ?? '', 'DELETE FROM audit_event')).rejects.toThrow(/permission denied/)
    await first.stop()
    expect(await signInAnswers(env)).toBe(false)
    expect(readRunning(join(folder, 'data'))).toBeUndefined()
    said = []
    const second = await start({})
    expect(said.join('\n')).toMatch(/Migrations +up to date/)
    expect(said.join('\n')).toMatch(/Demo data +loaded before/)
    expect((await seenByPortal(second)).AUTH0_SECRET).toBe(env.AUTH0_SECRET)
  })

  it('brings back each part that is killed, at the same address', async () => {
    const house = await start(FIBERY)
    const env = await seenByPortal(house)
    process.kill(house.portalPid() ?? 0, 'SIGKILL')
    await until(() => said.includes('  The portal ended (SIGKILL) and is started again.'))
    await until(async () => (await fetch(house.url).catch(() => null))?.ok ?? false)
    expect(readRunning(house.settings.dataDir)?.portalPid).toBe(house.portalPid())
    process.kill(postmasterOf(house), 'SIGKILL')
    await until(() => said.includes('  The database ended and is started again.'))
    await until(async () => (await ask(env.DATABASE_URL ?? '', 'SELECT 1').catch(() => [])).length === 1)
    process.kill(house.standInPids()[0] ?? 0, 'SIGKILL')
    await until(() => said.includes('  The demo sign-in ended (SIGKILL) and is started again.'))
    await until(() => signInAnswers(env))
  })

  it('can be started again after it was killed itself, and nothing of the killed one is left', async () => {
    const given: Record<string, string> = { ...(await environment()), ...FIBERY }
    const program = join(folder, 'house.mts')
    writeFileSync(
      program,
      `import { startHouse } from ${JSON.stringify(join(repository, 'start/house.ts'))}
       import { createReport } from ${JSON.stringify(join(repository, 'start/report.ts'))}
       const options = ${JSON.stringify({ repository, server, given })}
       const house = await startHouse({ ...options, report: createReport(() => {}) })
       console.log(house.portalPid())
       process.kill(process.pid, 'SIGKILL')`,
    )
    const killed = await run(['--import', 'tsx', program], given)
    const portalPid = Number(killed.stdout)
    expect(portalPid).toBeGreaterThan(1)
    const house = await start(given)
    expect(isAlive(portalPid)).toBe(false)
    expect(await ask(house.migratorUrl, 'SELECT count(*)::int AS n FROM product')).toEqual([{ n: 77 }])
  })

  it('leaves the demo sign-in and its roles out once a provider is configured', async () => {
    const first = await start(FIBERY)
    expect(await ask(first.migratorUrl, 'SELECT count(*)::int AS n FROM group_mapping')).toEqual([{ n: 5 }])
    await first.stop()
    const second = await start({ ...FIBERY, ...SIGN_IN })
    const env = await seenByPortal(second)
    expect(env).toMatchObject(SIGN_IN)
    expect(env.PERGOLA_ADMINS).toBeUndefined()
    expect(said.at(-3)).toMatch(/Stand-ins +none needed/)
    expect(await ask(second.migratorUrl, 'SELECT count(*)::int AS n FROM group_mapping')).toEqual([{ n: 0 }])
  })
})

describe('the house, with a database of somebody else', () => {
  const given = { ...FIBERY, ...SIGN_IN }

  it('uses that one, starts none, and puts no demo data there unless asked', async () => {
    const { url, drop } = await cloneDatabase(inject('adminUrl'), 'template0')
    const house = await start({ ...given, DATABASE_URL: url })
    expect((await seenByPortal(house)).DATABASE_URL).toBe(url)
    expect(existsSync(join(folder, 'data/postgres.log'))).toBe(false)
    expect(await ask(url, 'SELECT count(*)::int AS n FROM product')).toEqual([{ n: 0 }])
    await house.stop()
    await start({ ...given, DATABASE_URL: url, PERGOLA_DEMO: '1' })
    expect(await ask(url, 'SELECT count(*)::int AS n FROM product')).toEqual([{ n: 77 }])
    await houses.at(-1)?.stop()
    await drop()
  })

  it.each([
    ['nothing listens there', { port: '9' }, /Nothing listens at .*:9: start PostgreSQL there/],
    ['the password is wrong', { password: 'no' }, /refuses the user .* correct DATABASE_URL/],
    ['there is no such database', { pathname: '/nowhere' }, /There is no database nowhere/],
  ])('says in a sentence that %s', async (_what, change, words) => {
    const url = Object.assign(new URL(inject('adminUrl')), change).toString()
    await expect(start({ ...given, DATABASE_URL: url })).rejects.toThrow(words)
  })

  it('refuses a database that is not UTF-8', async () => {
    const url = new URL(inject('adminUrl'))
    const name = `pergola_ascii_${process.pid}`
    await ask(
      url.toString(),
      `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'`,
    )
    url.pathname = `/${name}`
    await expect(start({ ...given, DATABASE_URL: url.toString() })).rejects.toThrow(
      /encoding is SQL_ASCII. Pergola needs UTF8/,
    )
    await dropDatabase(inject('adminUrl'), name)
  })
})

describe('the house, with a login that owns its database and may do no more', () => {
  it('says what the migrator lacks', async () => {
    const name = `pergola_owner_${process.pid}`
    const admin = inject('adminUrl')
    await ask(admin, `CREATE ROLE ${name} LOGIN PASSWORD 'owner'`)
    await ask(admin, `CREATE DATABASE ${name} OWNER ${name} TEMPLATE template0 ENCODING 'UTF8'`)
    const url = Object.assign(new URL(admin), {
      username: name,
      password: 'owner',
      pathname: `/${name}`,
    }).toString()
    await expect(start({ ...FIBERY, ...SIGN_IN, DATABASE_URL: url })).rejects.toThrow(
      /The database refuses the migrator something .*ALTER ROLE … CREATEROLE/,
    )
    await dropDatabase(admin, name)
    await ask(admin, `DROP ROLE ${name}`)
  })
})

describe('npm start', () => {
  it('ends with one clear sentence and an exit code when it cannot', async () => {
    const given = await environment()
    const taken = createServer()
    await new Promise<void>((listening) => taken.listen(Number(given.PORT), '127.0.0.1', listening))
    const cases: [Record<string, string>, RegExp][] = [
      [{}, /^Pergola cannot start\. Port \d+ is taken by another program: end that one, or choose another/],
      [
        { HOST: '0.0.0.0' },
        /^Pergola cannot start\. HOST is 0\.0\.0\.0, every address of this machine: set APP_BASE_URL/,
      ],
      [
        { FIBERY_URL: 'https://x.fibery.io' },
        /^Pergola cannot start\. Fibery is configured by half: FIBERY_TOKEN is missing/,
      ],
      [
        { PERGOLA_DATA_DIR: '/dev/null/x' },
        /^Pergola cannot start\. The data folder \/dev\/null\/x cannot be written/,
      ],
    ]
    for (const [more, words] of cases) {
      const { code, stderr } = await run(['--import', 'tsx', 'start/main.ts'], { ...given, ...more })
      expect(stderr.trim()).toMatch(words)
      expect(stderr.trim().split('\n')).toHaveLength(1)
      expect(code).toBe(1)
    }
    taken.close()
  })
})

function postmasterOf(house: House): number {
  const record = join(house.settings.dataDir, 'postgres.location')
  const place = existsSync(record) ? readFileSync(record, 'utf8') : join(house.settings.dataDir, 'postgres')
  return Number(readFileSync(join(place, 'postmaster.pid'), 'utf8').split('\n')[0])
}

function run(
  args: string[],
  env: Record<string, string>,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, {
      cwd: repository,
      env: env as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    child.on('close', (code) => done({ code, stdout, stderr }))
  })
}
