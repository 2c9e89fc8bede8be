import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { type ConnectorError, isConnectorError } from '../../errors'
import { type ApartClient, type ApartRequest, createApartClient } from './client'
import { boundMb } from './launch'

const LIMITS = { memoryMb: 256, threads: 1 }
const ANSWER = { rows: 1_000, cells: 50_000, characters: 2_000_000 }
const ENDLESS = 'SELECT sum(a.range * b.range) AS n FROM range(10000000) a, range(10000000) b'

let version = '1'
const client = createApartClient({
  folders: async () => [resolve('analytics/data/northwind')],
  version: async () => version,
  limits: LIMITS,
})

afterAll(() => client.close())

function ask(sql: string, options: Partial<ApartRequest> = {}, at: ApartClient = client) {
  return at.ask({ sql, limits: ANSWER, timeoutMs: 20_000, ...options })
}

async function faultOf(work: Promise<unknown>): Promise<ConnectorError> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!isConnectorError(thrown)) throw new Error(`no fault of the engine: ${String(thrown)}`)
  return thrown
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 20) {
    if (waited > 10_000) throw new Error('it never came to pass')
    await sleep(20)
  }
}

describe('an engine apart', () => {
  it('answers exactly, with the types of its columns', async () => {
    const answer = await ask(
      'SELECT sum(unit_price * quantity * (1 - discount)) AS revenue, count(*) AS lines FROM order_details',
    )
    expect(answer.rows).toEqual([['1265793.0395', '2155']])
    expect(answer.columns.map(({ name, type }) => [name, type])).toEqual([
      ['revenue', 'decimal'],
      ['lines', 'integer'],
    ])
    expect(answer.cut).toBeNull()
  })

  it('gives no more rows, cells and characters than asked for, and says which bound was met', async () => {
    const limits = { ...ANSWER, rows: 10 }
    expect(await ask('SELECT range FROM range(11)', { limits })).toMatchObject({ cut: 'rows' })
    const whole = await ask('SELECT range FROM range(10)', { limits })
    expect(whole.rows).toHaveLength(10)
    expect(whole.cut).toBeNull()
    const wide = await ask('SELECT range, range, range FROM range(10)', { limits: { ...limits, cells: 9 } })
    expect(wide.rows).toHaveLength(3)
    expect(wide.cut).toBe('size')
    const long = await ask(`SELECT repeat('x', 1000) FROM range(10)`, {
      limits: { ...limits, characters: 5_000 },
    })
    expect(long.rows).toHaveLength(4)
    expect(long.cut).toBe('size')
  })

  it('points at what it does not understand', async () => {
    const fault = await faultOf(ask('SELECT order_id,\n  nothing\nFROM orders'))
    expect(fault).toMatchObject({
      layer: 'protocol',
      code: 'QUERY_FAILED',
      place: { line: 2, column: 3 },
    })
    expect(fault.detail).toMatch(/"nothing" not found/)
    expect(await faultOf(ask('SELEC 1'))).toMatchObject({ place: { line: 1, column: 1 } })
  })

  it('runs one statement at a time, and the one that waits is answered', async () => {
    const first = faultOf(ask(ENDLESS, { timeoutMs: 700 }))
    const second = ask('SELECT 1 AS one')
    expect(await first).toMatchObject({ layer: 'timeout' })
    expect((await second).rows).toEqual([[1]])
  })

  it('begins anew when its tables may have changed', async () => {
    await ask('SELECT 1')
    const before = client.pid()
    version = '2'
    await ask('SELECT 1')
    expect(client.pid()).not.toBe(before)
  })

  it('says that its tables cannot be loaded, and loads them once they can be', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pergola-apart-'))
    const late = createApartClient({ folders: async () => [folder], version: async () => '', limits: LIMITS })
    try {
      await writeFile(join(folder, 'load.sql'), 'CREATE TABLE here AS SELECT * FROM nowhere;')
      expect(await faultOf(ask('SELECT 1', {}, late))).toMatchObject({ layer: 'unreachable' })
      await writeFile(join(folder, 'load.sql'), 'CREATE TABLE here AS SELECT 7 AS a;')
      expect((await ask('SELECT a FROM here', {}, late)).rows).toEqual([[7]])
    } finally {
      await late.close()
      await rm(folder, { recursive: true })
    }
  })
})

/** Of each kind of statement that has no end in sight one. */
const RUNAWAYS: readonly [name: string, sql: string][] = [
  ['a cross join', ENDLESS],
  ['a recursion', 'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r'],
  ['a list of everything', 'SELECT len(list(range)) FROM range(10000000000)'],
  ['long texts', `SELECT repeat('x', 100000000) || range FROM range(10000)`],
  [
    'a text that doubles',
    `WITH RECURSIVE r AS (SELECT 'x' AS t, 1 AS n UNION ALL SELECT t || t, n + 1 FROM r WHERE n < 60) SELECT max(len(t)) FROM r`,
  ],
  [
    'a pattern over long texts',
    `SELECT count(*) FROM range(1000000000) WHERE regexp_matches(repeat('ab', 100000) || range, '((a|b)*)*c$')`,
  ],
  ['a range of ten billion', 'SELECT DISTINCT range FROM range(10000000000)'],
  ['a sort of everything', 'SELECT range FROM range(10000000000) ORDER BY hash(range)'],
  ['many columns', 'SELECT * FROM range(1e9::BIGINT) a, range(1e9::BIGINT) b ORDER BY ALL'],
]

describe('a statement that runs away', () => {
  it.each(RUNAWAYS)(
    '%s ends as a fault, within its memory, and the next one is answered',
    async (_name, sql) => {
      await ask('SELECT 1')
      const pid = client.pid()
      let highest = 0
      const watch = setInterval(() => {
        highest = Math.max(highest, residentMb(pid))
      }, 20)
      const fault = await faultOf(ask(sql, { timeoutMs: 1_500 })).finally(() => clearInterval(watch))
      expect(['timeout', 'protocol', 'unreachable']).toContain(fault.layer)
      expect(fault.detail, 'it did run').not.toMatch(/^(Binder|Catalog|Conversion|Parser|Syntax)/)
      expect(highest).toBeLessThan(boundMb(LIMITS))
      // One that needs some memory itself: nothing was left behind that it would miss.
      const next = await ask('SELECT count(DISTINCT range)::INTEGER AS n FROM range(2000000)')
      expect(next.rows).toEqual([[2_000_000]])
    },
  )
})

/** 0 where the system does not tell. */
function residentMb(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

describe('the process of the engine apart', () => {
  it.skipIf(process.platform !== 'linux')(
    'is the last to get a processor, the first to go when memory is short, and knows no variable of ours',
    async () => {
      await ask('SELECT 1')
      const pid = client.pid()
      // The sixth and the nineteenth field: proc(5).
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')
      expect([stat[5], stat[18]], 'a session of its own, and how nice it is').toEqual([String(pid), '19'])
      const threads = readdirSync(`/proc/${pid}/task`).map(
        (thread) => readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(' ')[18],
      )
      expect(new Set(threads), 'each of its threads').toEqual(new Set(['19']))
      // Not every kernel shares its processors among sessions.
      const group = existsSync(`/proc/${pid}/autogroup`) ? readFileSync(`/proc/${pid}/autogroup`, 'utf8') : ''
      if (group !== '') expect(group).toMatch(/ nice 15$/m)
      expect(readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8').trim()).toBe('1000')
      const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
        .split('\0')
        .map((line) => line.split('=')[0])
        .filter((name) => name !== '')
      expect(names.sort()).toEqual(
        ['NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE', 'NODE_ENV', 'PATH', 'PWD', 'TZ'].filter(
          (name) => names.includes(name),
        ),
      )
      const limits = readFileSync(`/proc/${pid}/limits`, 'utf8')
      expect(limits).toMatch(/Max data size +\d+ +\d+/)
      expect(limits).toMatch(/Max core file size +0 /)
    },
  )

  it('ends under a statement as a fault, and the next statement has a new one', async () => {
    const first = faultOf(ask(ENDLESS))
    await until(() => client.pid() !== undefined)
    await sleep(300)
    process.kill(client.pid() ?? 0, 'SIGKILL')
    expect(await first).toMatchObject({ layer: 'unreachable', code: 'CONNECTION_CUT' })
    expect((await ask('SELECT 1 AS one')).rows).toEqual([[1]])
  })

  it('is killed when it does not listen within a second, and the next statement has a new one', async () => {
    await ask('SELECT 1')
    const deaf = client.pid() ?? 0
    process.kill(deaf, 'SIGSTOP')
    expect(await faultOf(ask('SELECT 1', { timeoutMs: 300 }))).toMatchObject({ layer: 'timeout' })
    await until(() => !isAlive(deaf))
    expect((await ask('SELECT 1 AS one')).rows).toEqual([[1]])
  })

  it('ends when the one who asked leaves, with that one’s reason', async () => {
    const reader = new AbortController()
    const asked = ask(ENDLESS, { signal: reader.signal })
    setTimeout(() => reader.abort(new Error('left')), 200)
    await expect(asked).rejects.toThrow('left')
    expect((await ask('SELECT 1 AS one')).rows).toEqual([[1]])
  })

  it('does not outlive the portal, however that ends', async () => {
    const script = `
      import { createApartClient } from '${resolve('lib/connectors/duckdb/apart/client.ts')}'
      const client = createApartClient({ folders: async () => [], version: async () => '', limits: { memoryMb: 128, threads: 1 } })
      void client.ask({ sql: ${JSON.stringify(ENDLESS)}, limits: { rows: 1, cells: 1, characters: 1 }, timeoutMs: 60000 })
      const wait = setInterval(() => { if (client.pid()) { console.log(client.pid()); clearInterval(wait); setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1500) } }, 20)
    `
    let printed = ''
    try {
      execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    } catch (error) {
      printed = String((error as { stdout: unknown }).stdout)
    }
    const pid = Number(printed.trim())
    expect(pid).toBeGreaterThan(1)
    await until(() => !isAlive(pid))
  })
})
