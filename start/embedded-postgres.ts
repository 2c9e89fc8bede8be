import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endWithUs } from './end-with-us'
import { canWriteIn, type OsUser, unprivilegedUser } from './os-user'
import { findBinaries } from './postgres-binaries'
import { initialise, startServer, stopServer } from './postgres-cluster'
import { StartError } from './start-error'

/** A throw-away PostgreSQL on a free loopback port, for tests. `adminUrl` is a superuser's. */
export async function startTemporaryPostgres(): Promise<{ adminUrl: string; stop: () => Promise<void> }> {
  const user = unprivilegedUser()
  const parent = makeTemporaryFolder(user)
  const cluster = {
    folder: join(parent, 'data'),
    user,
    binaries: findBinaries(user),
    superuserPassword: randomBytes(16).toString('hex'),
    logFile: join(parent, 'log'),
    throwAway: true,
  }
  try {
    await initialise(cluster)
    const server = await startServer(cluster)
    const release = endWithUs({ pid: server.pid, signal: 'QUIT', folder: parent })
    return {
      adminUrl: server.adminUrl,
      stop: async () => {
        await stopServer(server.pid)
        release()
        rmSync(parent, { recursive: true, force: true })
      },
    }
  } catch (error) {
    rmSync(parent, { recursive: true, force: true })
    throw error
  }
}

/** TMPDIR may lie below a folder that the server's user cannot enter. */
function makeTemporaryFolder(user: OsUser): string {
  for (const place of [tmpdir(), '/var/tmp', '/tmp']) {
    const folder = mkdtempSync(join(place, 'pergola-postgres-'))
    if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid)
    chmodSync(folder, 0o700)
    if (canWriteIn(folder, user)) return folder
    rmSync(folder, { recursive: true, force: true })
  }
  throw new StartError('There is no temporary folder that PostgreSQL can write: set TMPDIR to one.')
}
