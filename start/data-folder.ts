import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { isRoot } from './os-user'
import { type Lock, tryLock } from './process-lock'
import { StartError, systemCode } from './start-error'

/** Makes the folder of everything that this installation keeps, and answers its true path. */
export function makeDataFolder(folder: string): string {
  try {
    const isNew = !existsSync(folder)
    mkdirSync(folder, { recursive: true })
    // Root runs PostgreSQL as another user, who must be able to pass through; nobody else need look inside.
    if (isNew) chmodSync(folder, isRoot() ? 0o711 : 0o700)
    const probe = join(folder, `.probe-${process.pid}`)
    writeFileSync(probe, '')
    rmSync(probe)
    return realpathSync(folder)
  } catch (error) {
    throw new StartError(
      `The data folder ${folder} cannot be written (${systemCode(error) ?? 'unknown'}): run as the user who owns it, or set PERGOLA_DATA_DIR to another folder.`,
      { cause: error },
    )
  }
}

/** Takes a data folder away, with the database that root had to keep elsewhere. For folders of tests and measurements. */
export function removeDataFolder(folder: string): void {
  const record = join(folder, 'postgres.location')
  if (existsSync(record)) rmSync(dirname(readFileSync(record, 'utf8')), { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
}

/** Written whole or not at all. */
export function writeWhole(file: string, content: string, mode: number): void {
  const half = `${file}.${process.pid}`
  writeFileSync(half, content, { mode })
  renameSync(half, file)
}

/** What a running house says of itself, for those who find the folder taken. */
export type Running = {
  pid: number
  portalPid: number | undefined
  url: string
  /** Where its stand-ins listen, by the variable that says so. No secrets: all may read this. */
  standIns: { AUTH0_DOMAIN?: string; FIBERY_URL?: string }
}

const RUNNING_FILE = 'running.json'

/** One house a data folder. @throws StartError that says where the other one runs. */
export function lockHouse(dataDir: string): Lock {
  const lock = tryLock(join(dataDir, 'house.lock'), 'exclusive')
  if (lock !== undefined) return lock
  const running = readRunning(dataDir)
  const where = running === undefined ? '' : ` (process ${running.pid}, ${running.url})`
  throw new StartError(
    `Pergola is already running with the data in ${dataDir}${where}: use that one, or end it there with Ctrl-C, then start again.`,
  )
}

export function recordRunning(
  { dataDir, baseUrl }: { dataDir: string; baseUrl: string },
  portalPid: number | undefined,
  { AUTH0_DOMAIN, FIBERY_URL }: Running['standIns'],
): void {
  const standIns = { ...(AUTH0_DOMAIN && { AUTH0_DOMAIN }), ...(FIBERY_URL && { FIBERY_URL }) }
  const running: Running = { pid: process.pid, portalPid, url: baseUrl, standIns }
  writeWhole(join(dataDir, RUNNING_FILE), JSON.stringify(running), 0o644)
}

export function forgetRunning(dataDir: string): void {
  rmSync(join(dataDir, RUNNING_FILE), { force: true })
}

/** The house that runs with this data; undefined when none does, however the last one ended. */
export function readRunning(dataDir: string): Running | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, RUNNING_FILE), 'utf8')) as Running
  } catch {
    return undefined
  }
}
