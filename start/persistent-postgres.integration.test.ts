import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeDataFolder, removeDataFolder } from './data-folder'
import { isRoot } from './os-user'
import { type EmbeddedPostgres, joinEmbeddedPostgres } from './persistent-postgres'
import { isAlive } from './postgres-cluster'
import { readPostmaster } from './postmaster-file'

// Real clusters: on a busy machine each takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const PASSWORD = 'c'.repeat(64)
let parent: string
let joined: EmbeddedPostgres[] = []

beforeEach(() => {
  // As mkdtemp leaves it, 0700: for root that is a folder which PostgreSQL's user cannot enter.
  parent = mkdtempSync(join(tmpdir(), 'pergola-test-'))
})

afterEach(async () => {
  for (const database of joined) await database.leave().catch(() => {})
  joined = []
  removeDataFolder(join(parent, '.data'))
  rmSync(parent, { recursive: true, force: true })
})

async function use(): Promise<EmbeddedPostgres> {
  const database = await joinEmbeddedPostgres(makeDataFolder(join(parent, '.data')), PASSWORD)
  joined.push(database)
  return database
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows ?? []
  } finally {
    await client.end()
  }
}

function pidOf(database: EmbeddedPostgres): number {
  return readPostmaster(database.folder)?.pid ?? 0
}

describe('joinEmbeddedPostgres', () => {
  it('keeps its data from one start to the next', async () => {
    const first = await use()
    await ask(first.adminUrl, 'CREATE TABLE kept AS SELECT 1 AS one')
    await first.leave()
    const second = await use()
    expect(await ask(second.adminUrl, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
  })

  it.runIf(isRoot())('keeps them where its user can go when the folder lies below a closed one', async () => {
    const database = await use()
    expect(database.folder.startsWith(parent)).toBe(false)
    expect(readFileSync(join(parent, '.data/postgres.location'), 'utf8')).toBe(database.folder)
    expect(existsSync(join(database.folder, 'PG_VERSION'))).toBe(true)
  })

  it('serves two users with one server, which the last one to leave stops', async () => {
    const [one, two] = await Promise.all([use(), use()])
    expect(one.port).toBe(two.port)
    const pid = pidOf(one)
    await one.leave()
    expect(isAlive(pid)).toBe(true)
    await two.leave()
    expect(isAlive(pid)).toBe(false)
  })

  it('comes up again, on the same port and with all that was committed, after its server was killed', async () => {
    const database = await use()
    await ask(database.adminUrl, 'CREATE TABLE kept AS SELECT 1 AS one')
    process.kill(pidOf(database), 'SIGKILL')
    await database.ended()
    await database.restart()
    expect(await ask(database.adminUrl, 'SELECT one FROM kept')).toEqual([{ one: 1 }])
  })

  it('takes over the server that a killed process left behind', async () => {
    const dataDir = makeDataFolder(join(parent, '.data'))
    const script = `import { joinEmbeddedPostgres } from './start/persistent-postgres'
      const database = await joinEmbeddedPostgres(${JSON.stringify(dataDir)}, '${PASSWORD}')
      console.log(database.port)
      process.kill(process.pid, 'SIGKILL')`
    const file = join(import.meta.dirname, `.killed-${process.pid}.mts`)
    writeFileSync(file, script.replace('./start/', './'))
    const child = spawn(process.execPath, ['--import', 'tsx', file], { stdio: ['ignore', 'pipe', 'inherit'] })
    let printed = ''
    child.stdout.on('data', (chunk) => {
      printed += chunk
    })
    await new Promise((resolve) => child.on('close', resolve))
    rmSync(file)
    const database = await use()
    expect(database.port).toBe(Number(printed))
    const pid = pidOf(database)
    await database.leave()
    expect(isAlive(pid)).toBe(false)
  })

  it('is not held up by a server file whose process id another program has by now', async () => {
    const database = await use()
    const file = join(database.folder, 'postmaster.pid')
    const written = readFileSync(file, 'utf8')
    await database.leave()
    writeFileSync(file, written.replace(/^\d+/, String(process.pid)))
    const again = await use()
    expect(await ask(again.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  it('is not held up by a cluster that was half made', async () => {
    const database = await use()
    await database.leave()
    rmSync(database.folder, { recursive: true })
    mkdirSync(join(dirname(database.folder), 'postgres.new/base'), { recursive: true })
    const again = await use()
    expect(await ask(again.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  it('says what to do when its secrets were lost', async () => {
    const database = await use()
    await database.leave()
    const dataDir = makeDataFolder(join(parent, '.data'))
    await expect(joinEmbeddedPostgres(dataDir, 'd'.repeat(64))).rejects.toThrow(/restore that file/)
    expect(readPostmaster(database.folder)).toBeUndefined()
  })
})
