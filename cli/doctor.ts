import { resolve } from 'node:path'
import { type Check, checkDatabase, checkMigrations, checkNode, checkSettings } from './checks'
import type { CliCommand } from './command'

const WORDS = { ok: 'ok', warning: 'warning', failed: 'failed' } as const

async function checkAll(): Promise<Check[]> {
  const root = resolve('.')
  const checks = [checkNode(), checkSettings(root)]
  if (checks.some((check) => check.state === 'failed')) return checks
  const opened = await checkDatabase()
  checks.push(opened.check)
  if (opened.house === undefined) return checks
  try {
    checks.push(await checkMigrations(root))
    const { checkUpstreams } = await import('./upstream-checks')
    checks.push(...(await checkUpstreams(opened.house)))
  } finally {
    await opened.house.close()
  }
  return checks
}

export const doctor: CliCommand = {
  path: ['doctor'],
  summary: 'Check environment, database and upstream systems, and say what to do',
  example: 'pergola doctor',
  // It says itself what keeps the database away.
  needsDatabase: false,
  run: async () => {
    const checks = await checkAll()
    const failed = checks.filter((check) => check.state === 'failed')
    return {
      data: { ok: failed.length === 0, checks },
      table: {
        columns: ['check', 'state', 'what was found'],
        rows: checks.map(({ name, state, found }) => [name, WORDS[state], found]),
      },
      words: checks
        .flatMap(({ name, remedy }) => (remedy === undefined ? [] : [`${name}: ${remedy}`]))
        .join('\n'),
      exitCode: failed.length === 0 ? 0 : 1,
    }
  },
}
