import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { RIGHTS } from '@/lib/access/model'
import type { CliCtx } from './command'

/** The operating system's name for whoever runs the process; an id without a name (a container) as its number. */
function osUser(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}

/** Who reaches the database reaches all: the command line has every right, and leaves its name. */
export function cliCtx(json: boolean): CliCtx {
  const user = osUser()
  return {
    actor: { kind: 'cli', id: `cli:${user}`, name: user, rights: RIGHTS.map((right) => ({ right })) },
    requestId: randomUUID(),
    now: () => new Date(),
    json,
  }
}
