import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestHouse } from '../house'

const COME_BACK_MS = 60_000
const repository = resolve(import.meta.dirname, '../..')

/** Waits until the portal answers again. @returns after how many milliseconds */
export async function untilReady(house: TestHouse): Promise<number> {
  const startedAt = Date.now()
  await sleep(50)
  while (Date.now() - startedAt < COME_BACK_MS) {
    const answer = await fetch(`${house.url}/api/health/ready`).catch(() => null)
    await answer?.arrayBuffer()
    if (answer?.status === 200) return Date.now() - startedAt
    await sleep(50)
  }
  throw new Error(`the portal was not back after ${COME_BACK_MS} ms`)
}

/** Seals the audit record and verifies it on the command line. @returns the exit code of the verification */
export function verifyAudit(house: TestHouse): number | null {
  const cli = join(repository, 'node_modules/.bin/pergola')
  const env = {
    ...process.env,
    PERGOLA_DATA_DIR: house.dataDir,
    PORT: String(house.settings.port),
    LOG_LEVEL: 'error',
  }
  const sealed = spawnSync(cli, ['audit', 'seal'], { env, encoding: 'utf8', cwd: repository })
  const verified = spawnSync(cli, ['audit', 'verify', '--json'], { env, encoding: 'utf8', cwd: repository })
  console.log(`audit verify: exit ${verified.status}`)
  if (verified.status !== 0) console.log(sealed.stderr, verified.stdout, verified.stderr)
  return verified.status
}

/** Says which checks failed. @returns the exit code of the whole */
export function conclude(checks: Readonly<Record<string, boolean>>): number {
  const failed = Object.entries(checks).filter(([, passed]) => !passed)
  for (const [name] of failed) console.log(`FAILED: ${name}`)
  console.log(`${Object.keys(checks).length - failed.length} passed, ${failed.length} failed`)
  return failed.length === 0 ? 0 : 1
}
