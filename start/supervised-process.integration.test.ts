import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isAlive } from './postgres-cluster'
import { createReport } from './report'
import { type ProcessPlan, superviseProcess } from './supervised-process'

vi.setConfig({ testTimeout: 60_000 })

const tie = join(import.meta.dirname, 'end-with-parent.ts')
let folder: string
let said: string[]
const report = createReport((line) => said.push(line))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pergola-test-'))
  said = []
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function planOf(script: string, given: Partial<ProcessPlan> = {}): ProcessPlan {
  return {
    name: 'The thing',
    command: process.execPath,
    args: ['--import', tie, '-e', script],
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', FOLDER: folder },
    logFile: join(folder, 'log'),
    readyTimeoutMs: 10_000,
    ready: async ({ until }) => {
      await until(/^ready$/m)
    },
    ...given,
  }
}

const WAITS = `console.log('ready'); setInterval(() => {}, 1000)`

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 50) {
    if (waited > 10_000) throw new Error('it did not come about')
    await sleep(50)
  }
}

describe('a supervised process', () => {
  it('leaves what it starts itself alone, though that inherits its flags and has no input', async () => {
    const child = `const { spawn } = require('node:child_process');
      spawn(process.execPath, [...process.execArgv.slice(0, 2), '-e', 'setTimeout(() => {}, 1500)'], { stdio: 'ignore' })
        .on('exit', (code, signal) => console.log('its child ended', code, signal));
      console.log('ready'); setInterval(() => {}, 1000)`
    const supervised = await superviseProcess(planOf(child), report)
    await until(() => readFileSync(join(folder, 'log'), 'utf8').includes('its child ended'))
    expect(readFileSync(join(folder, 'log'), 'utf8')).toContain('its child ended 0 null')
    await supervised.stop()
  })

  it('is started again after it was killed, and says so', async () => {
    const supervised = await superviseProcess(planOf(WAITS), report)
    const first = supervised.pid() ?? 0
    process.kill(first, 'SIGKILL')
    await until(
      () =>
        supervised.pid() !== first && readFileSync(join(folder, 'log'), 'utf8').split('ready').length === 3,
    )
    expect(said).toEqual(['  The thing ended (SIGKILL) and is started again.'])
    await supervised.stop()
    expect(isAlive(supervised.pid() ?? 0)).toBe(false)
  })

  it('is given up when it ends again and again', async () => {
    const supervised = await superviseProcess(
      planOf(`console.log('ready'); setTimeout(() => process.exit(7), 50)`),
      report,
    )
    await expect(supervised.failed).rejects.toThrow(/The thing ends again and again \(exit code 7\)/)
  })

  it('that does not get ready is an error with its last words', async () => {
    const plan = planOf(`console.error('the moon is full'); process.exit(3)`)
    await expect(superviseProcess(plan, report)).rejects.toThrow(
      /ended \(exit code 3\).*\n.*the moon is full/,
    )
  })

  it('that takes too long is ended', async () => {
    const plan = planOf(
      `require('fs').writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000)`,
    )
    await expect(superviseProcess({ ...plan, readyTimeoutMs: 1_500 }, report)).rejects.toThrow(
      /did not get ready in 1.5 s/,
    )
    expect(isAlive(Number(readFileSync(join(folder, 'pid'), 'utf8')))).toBe(false)
  })

  it('is not left alone by a stop that comes while it is being started again', async () => {
    const supervised = await superviseProcess(planOf(WAITS), report)
    process.kill(supervised.pid() ?? 0, 'SIGKILL')
    await until(() => said.length === 1)
    await supervised.stop()
    await sleep(500)
    expect(isAlive(supervised.pid() ?? 0)).toBe(false)
  })

  it('ends when the house is killed', async () => {
    const script = `
      import { superviseProcess } from ${JSON.stringify(resolve(import.meta.dirname, 'supervised-process.ts'))}
      const plan = ${JSON.stringify(planOf(WAITS))}
      plan.ready = async ({ until }) => { await until(/^ready$/m) }
      const supervised = await superviseProcess(plan, { say() {} })
      console.log(supervised.pid())
      process.kill(process.pid, 'SIGKILL')`
    const file = join(folder, 'house.mts')
    writeFileSync(file, script)
    const house = spawn(process.execPath, ['--import', 'tsx', file], {
      cwd: resolve('.'),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let printed = ''
    house.stdout.on('data', (chunk) => {
      printed += chunk
    })
    await new Promise((done) => house.on('close', done))
    const pid = Number(printed)
    expect(pid).toBeGreaterThan(1)
    await until(() => !isAlive(pid))
  })
})
