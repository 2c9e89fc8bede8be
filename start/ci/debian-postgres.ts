import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../free-port'
import { unprivilegedUser } from '../os-user'

const PROGRAMS = '/usr/lib/postgresql/15/bin'
/** It asks for one, as a server of somebody's would: a wrong password must be refused. */
const PASSWORD = 'throw-away'

/** A throw-away cluster of Debian's PostgreSQL 15 on a free loopback port. `adminUrl` is a superuser's. */
export async function startDebianPostgres(): Promise<{ adminUrl: string; stop: () => void }> {
  if (!existsSync(PROGRAMS)) {
    throw new Error(`There is no ${PROGRAMS}: install Debian's postgresql-15.`)
  }
  const user = unprivilegedUser()
  const parent = mkdtempSync('/var/tmp/pergola-postgres-15-')
  chmodSync(parent, 0o700)
  const passwordFile = join(parent, 'password')
  writeFileSync(passwordFile, PASSWORD, { mode: 0o600 })
  for (const path of [parent, passwordFile]) {
    if (user.uid !== undefined && user.gid !== undefined) chownSync(path, user.uid, user.gid)
  }
  const data = join(parent, 'data')
  const run = (program: string, args: string[]) =>
    execFileSync(join(PROGRAMS, program), args, { ...user, cwd: '/', stdio: ['ignore', 'ignore', 'inherit'] })
  const port = await freePort()
  run('initdb', [
    '-D',
    data,
    '-U',
    'postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--no-sync',
  ])
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=off',
    'max_connections=200',
  ]
  const flags = [`-p ${port}`, ...settings.map((setting) => `-c ${setting}`)].join(' ')
  run('pg_ctl', ['-D', data, '-l', join(parent, 'log'), '-w', '-o', flags, 'start'])
  return {
    adminUrl: `postgresql://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`,
    stop: () => {
      spawnSync(join(PROGRAMS, 'pg_ctl'), ['-D', data, '-m', 'immediate', 'stop'], { ...user, cwd: '/' })
      rmSync(parent, { recursive: true, force: true })
    },
  }
}
