import { createHash } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, realpathSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeWhole } from './data-folder'
import { canWriteIn, isRoot, type OsUser, unprivilegedUser } from './os-user'
import { findBinaries, makeRootFolder, sharedFolders } from './postgres-binaries'
import {
  adminUrlOf,
  answers,
  type Cluster,
  initialise,
  isAlive,
  ownerOf,
  type RunningServer,
  startServer,
  stopServer,
} from './postgres-cluster'
import { isServerOf, readPostmaster } from './postmaster-file'
import { type Lock, tryLock, waitForLock } from './process-lock'
import { StartError } from './start-error'

const TURN_TIMEOUT_MS = 60_000
const ANSWER_TIMEOUT_MS = 15_000
const POLL_MS = 500

/** The installation's own PostgreSQL, shared by whoever needs it at the moment: the house, the command line. */
export type EmbeddedPostgres = {
  folder: string
  /** Stays the same for as long as we use it, a restart included. */
  port: number
  adminUrl: string
  /** Resolves when the server that runs now has ended, whoever ended it. */
  ended: () => Promise<void>
  /** Starts it again, on the same port, after it ended. */
  restart: () => Promise<void>
  /** The last one to leave stops it. */
  leave: () => Promise<void>
}

/**
 * Starts the server of this data folder or joins the one that runs. A server that a killed process left behind is joined
 * too; what a killed server left behind is cleared away.
 */
export async function joinEmbeddedPostgres(
  dataDir: string,
  superuserPassword: string,
): Promise<EmbeddedPostgres> {
  const cluster = describeCluster(dataDir, superuserPassword)
  const turn = await takeTurn(dataDir)
  try {
    await initialise(cluster)
    let server = (await findRunning(cluster)) ?? (await startServer(cluster))
    const use = tryLock(usersFile(dataDir), 'shared')
    if (use === undefined)
      throw new StartError('The embedded database is being stopped: try again in a moment.')
    const { port, adminUrl } = server
    return {
      folder: cluster.folder,
      port,
      adminUrl,
      ended: () => server.exited,
      restart: async () => {
        server = await inTurn(dataDir, async () => (await findRunning(cluster)) ?? startServer(cluster, port))
      },
      leave: () => inTurn(dataDir, () => leave(dataDir, use, () => server.pid)),
    }
  } finally {
    turn.release()
  }
}

const usersFile = (dataDir: string) => join(dataDir, 'postgres-users.lock')

function takeTurn(dataDir: string): Promise<Lock> {
  return waitForLock(
    join(dataDir, 'postgres.lock'),
    TURN_TIMEOUT_MS,
    'starting or stopping the embedded database',
  )
}

async function inTurn<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  const turn = await takeTurn(dataDir)
  try {
    return await work()
  } finally {
    turn.release()
  }
}

async function leave(dataDir: string, use: Lock, pid: () => number): Promise<void> {
  use.release()
  const nobodyElse = tryLock(usersFile(dataDir), 'exclusive')
  if (nobodyElse === undefined) return
  await stopServer(pid())
  nobodyElse.release()
}

function describeCluster(dataDir: string, superuserPassword: string): Cluster {
  const chosen = unprivilegedUser()
  const folder = placeOf(dataDir, chosen)
  const user = ownerOf(folder) ?? chosen
  return {
    folder,
    user,
    binaries: findBinaries(user),
    superuserPassword,
    logFile: join(dataDir, 'postgres.log'),
  }
}

/**
 * `.data/postgres` where the server's user can go there; else (the repository lies below root's home) a folder that it
 * can enter, written down in `.data/postgres.location`.
 */
function placeOf(dataDir: string, user: OsUser): string {
  const record = join(dataDir, 'postgres.location')
  if (existsSync(record)) {
    const place = readFileSync(record, 'utf8').trim()
    if (existsSync(dirname(place))) return place
    throw new StartError(
      `The embedded database was kept in ${place} and is not there any more: put it back, or remove ${record} to begin with an empty one.`,
    )
  }
  const usual = join(dataDir, 'postgres')
  if (existsSync(usual) || canKeepDataIn(dataDir, user)) return usual
  const name = `data-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`
  for (const shared of isRoot() ? sharedFolders() : []) {
    if (!makeRootFolder(shared) || !canKeepDataIn(shared, user)) continue
    const place = join(realpathSync(shared), name)
    // Not written down, so left by a start that was killed before its first use, or by a folder that is gone.
    rmSync(place, { recursive: true, force: true })
    mkdirSync(place, { mode: 0o711 })
    writeWhole(record, join(place, 'postgres'), 0o644)
    return join(place, 'postgres')
  }
  throw new StartError(
    `PostgreSQL's user cannot write in ${dataDir} nor anywhere else tried: set PERGOLA_DATA_DIR to a folder that it can enter, or set DATABASE_URL.`,
  )
}

function canKeepDataIn(parent: string, user: OsUser): boolean {
  const probe = join(parent, `.probe-${process.pid}`)
  mkdirSync(probe, { mode: 0o700 })
  try {
    if (user.uid !== undefined && user.gid !== undefined) chownSync(probe, user.uid, user.gid)
    return canWriteIn(probe, user)
  } catch {
    return false // a file system without owners
  } finally {
    rmdirSync(probe)
  }
}

/** The server of this data that runs, whoever started it. One that does not answer is ended. */
async function findRunning(cluster: Cluster): Promise<RunningServer | undefined> {
  const written = readPostmaster(cluster.folder)
  if (written === undefined) return undefined
  const { pid, port } = written
  if (!isServerOf(cluster.folder, pid)) {
    // The process id is another program's by now, and the server would refuse to start because of it.
    rmSync(join(cluster.folder, 'postmaster.pid'), { force: true })
    return undefined
  }
  const adminUrl = adminUrlOf(cluster, port)
  const deadline = Date.now() + ANSWER_TIMEOUT_MS
  while (isAlive(pid) && Date.now() < deadline) {
    if (port > 0 && (await answers(adminUrl))) return { pid, port, adminUrl, exited: endOf(pid) }
    await sleep(100)
  }
  await stopServer(pid)
  return undefined
}

async function endOf(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(POLL_MS, undefined, { ref: false })
}
