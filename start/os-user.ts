import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { StartError } from './start-error'

/** Whom a child process runs as. `undefined` in both: as ourselves. */
export type OsUser = { uid: number | undefined; gid: number | undefined }

export const OURSELVES: OsUser = { uid: undefined, gid: undefined }

/** PostgreSQL refuses to run as root. These are tried in order; `nobody` is on every Linux. */
const UNPRIVILEGED = ['postgres', 'nobody', 'daemon']

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** The user that PostgreSQL runs as: ourselves, or an unprivileged one of the machine's when we are root. */
export function unprivilegedUser(passwd: () => string = () => readFileSync('/etc/passwd', 'utf8')): OsUser {
  if (!isRoot()) return OURSELVES
  const entries = passwd()
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of UNPRIVILEGED) {
    const entry = entries.find(([entryName]) => entryName === name)
    const [uid, gid] = [Number(entry?.[2]), Number(entry?.[3])]
    if (entry !== undefined && uid > 0 && gid > 0) return { uid, gid }
  }
  throw new StartError(
    'PostgreSQL does not run as root and this machine has no user postgres or nobody: add one with `useradd --system postgres`, or set DATABASE_URL.',
  )
}

/** Whether a user can go into a folder and write there: asked of the system, since mode bits alone do not tell. */
export function canWriteIn(folder: string, user: OsUser): boolean {
  const probe = spawnSync('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', folder], {
    ...user,
    cwd: '/',
    stdio: 'ignore',
  })
  return probe.status === 0
}
