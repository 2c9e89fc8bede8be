import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Where the build puts the program (start/bundle.ts); in the repository its source runs as it is. */
const BUNDLE = 'dist/duckdb-apart.mjs'
const SOURCE = 'lib/connectors/duckdb/apart/program.ts'

/** What Node itself reserves, most of which it never uses, and what the engine takes beside its own count. */
const BESIDE_MB = 768
/** tsx runs a compiler beside it. */
const BESIDE_SOURCE_MB = 1_792

/**
 * Starts the process in a session of its own (lowest.ts): memory bounded by the system (so that what the engine does not
 * count is bounded too), and nothing of the portal's environment. What it prints goes nowhere. It ends with the portal by its
 * channel.
 */
export function launchApart(limits: { memoryMb: number }): ChildProcess {
  const { args } = program()
  const dataKb = String(boundMb(limits) * 1024)
  const bounded = 'ulimit -d "$0"; ulimit -c 0; exec "$@"'
  return spawn('/bin/sh', ['-c', bounded, dataKb, process.execPath, ...args], {
    env: { PATH: '/usr/bin:/bin', TZ: 'UTC', NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    detached: true,
  })
}

/** What the system lets the process take, whatever it does. */
export function boundMb({ memoryMb }: { memoryMb: number }): number {
  return memoryMb + program().besideMb
}

function program(): { args: string[]; besideMb: number } {
  const bundle = join(/* turbopackIgnore: true */ process.cwd(), BUNDLE)
  if (existsSync(bundle)) return { args: [bundle], besideMb: BESIDE_MB }
  const source = join(/* turbopackIgnore: true */ process.cwd(), SOURCE)
  return { args: ['--import', 'tsx', source], besideMb: BESIDE_SOURCE_MB }
}
