import { type ChildProcess, spawn } from 'node:child_process'
import { readdir, utimes } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { loadedTables } from '@/lib/testing/loaded-tables'
import { listLoadedTables, loadedRoot } from '../data-files'
import { loadTable, removeTable } from './data-files'

const { folder, file, load, ask, ...given } = loadedTables()

describe('a load that is killed', () => {
  it('leaves the table as it was or as it will be, never half', async () => {
    const big = file(
      'big.csv',
      `n,text\n${Array.from({ length: 200_000 }, (_, n) => `${n},row ${n}`).join('\n')}\n`,
    )
    const small = file('big_before.csv', 'n,text\n7,before\n')
    await load(small, { table: 'big' })
    const seen = new Set<string>()
    for (const afterMs of [0, 150, 300, 450, 600, 800, 1_000, 1_300, 1_700]) {
      const child = loadInProcess(big)
      const closed = new Promise((done) => child.once('close', done))
      await Promise.race([new Promise((done) => child.stdout?.once('data', done)), closed])
      await sleep(afterMs)
      child.kill('SIGKILL')
      await closed
      const [[count]] = (await ask('SELECT count(*) FROM big')) as [[string]]
      seen.add(count)
      expect(['1', '200000']).toContain(count)
    }
    expect([...seen], 'some were killed before their end').toContain('1')
    await sweepAll()
    expect(await listLoadedTables()).toHaveLength(1)
    expect((await readdir(loadedRoot())).length, 'what was left is swept').toBe(2)
  }, 120_000)
})

/** Loads with --replace in a process of its own. */
function loadInProcess(path: string): ChildProcess {
  const script = `
    import { loadTable } from '${resolve('lib/analytics/service/data-files.ts')}'
    import { RIGHTS } from '${resolve('lib/access/model.ts')}'
    const actor = { kind: 'job', id: 'test', name: 'test', rights: RIGHTS.map((right) => ({ right })) }
    const ctx = { actor, requestId: 'test', now: () => new Date() }
    console.log('begun')
    await loadTable(ctx, { path: ${JSON.stringify(path)}, table: 'big', replace: true })
    process.exit(0)
  `
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** As if an hour had gone by. */
async function sweepAll(): Promise<void> {
  const long = new Date(Date.now() - 7_200_000)
  for (const name of await readdir(loadedRoot())) await utimes(join(loadedRoot(), name), long, long)
  const path = file('sweep.csv', 'a\n1\n')
  await loadTable(given.admin(), { path, table: 'sweep', replace: true })
  await removeTable(given.admin(), { table: 'sweep' })
  for (const name of await readdir(loadedRoot())) await utimes(join(loadedRoot(), name), long, long)
  await loadTable(given.admin(), { path, table: 'orders', replace: false }).catch(() => {})
}
