import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockHouse, recordRunning } from './data-folder'
import { tryLock, waitForLock } from './process-lock'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pergola-test-'))
  file = join(folder, 'a.lock')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Another process that takes the lock and holds it until it is killed. */
async function holdElsewhere(mode: 'exclusive' | 'shared'): Promise<() => Promise<void>> {
  const script = `
    import { tryLock } from ${JSON.stringify(resolve(import.meta.dirname, 'process-lock.ts'))}
    const lock = tryLock(${JSON.stringify(file)}, '${mode}')
    console.log(lock === undefined ? 'refused' : 'held')
    setInterval(() => lock, 1000)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = await new Promise((tell) => child.stdout.once('data', (chunk) => tell(String(chunk).trim())))
  expect(said).toBe('held')
  return () =>
    new Promise((done) => {
      child.once('exit', () => done())
      child.kill('SIGKILL')
    })
}

describe('a lock between processes', () => {
  it('is held by one, and free again once that one was killed', async () => {
    const kill = await holdElsewhere('exclusive')
    expect(tryLock(file, 'exclusive')).toBeUndefined()
    expect(tryLock(file, 'shared')).toBeUndefined()
    await kill()
    const lock = tryLock(file, 'exclusive')
    expect(lock).toBeDefined()
    lock?.release()
  })

  it('is shared by many, none of whom gets it alone', async () => {
    const kill = await holdElsewhere('shared')
    const shared = tryLock(file, 'shared')
    expect(shared).toBeDefined()
    expect(tryLock(file, 'exclusive')).toBeUndefined()
    shared?.release()
    await kill()
    tryLock(file, 'exclusive')?.release()
  })

  it('is waited for no longer than told', async () => {
    const lock = tryLock(file, 'exclusive')
    await expect(waitForLock(file, 120, 'building')).rejects.toThrow(/Another process has been building/)
    lock?.release()
    const mine = await waitForLock(file, 120, 'building')
    mine.release()
  })
})

describe('the house', () => {
  it('is one a data folder: a second start says where the first one runs', () => {
    const lock = lockHouse(folder)
    recordRunning({ dataDir: folder, baseUrl: 'http://localhost:3000' }, undefined, {})
    expect(() => lockHouse(folder)).toThrow(`(process ${process.pid}, http://localhost:3000)`)
    lock.release()
    lockHouse(folder).release()
  })
})
