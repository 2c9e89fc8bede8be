import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { StartError, systemCode } from './start-error'

/** Held until `release`, or until the process ends in whatever way. */
export type Lock = { release: () => void }

const SQLITE_BUSY = 5
const RETRY_MS = 50

/**
 * Takes a lock between processes, or answers undefined when another process holds it. It is SQLite's lock on an empty
 * database file: the system lets go of it when the process dies, so a `kill -9` leaves no stale one, which a file with a
 * process id in it would.
 */
export function tryLock(file: string, mode: 'exclusive' | 'shared'): Lock | undefined {
  const database = openLockFile(file)
  try {
    // Without a journal file: a full disk must not keep a house from being started, or stopped.
    database.exec('PRAGMA journal_mode = MEMORY')
    // A reading transaction holds the shared lock once it has read.
    database.exec(mode === 'exclusive' ? 'BEGIN EXCLUSIVE' : 'BEGIN; SELECT count(*) FROM sqlite_master')
    return { release: () => database.close() }
  } catch (error) {
    database.close()
    if ((error as { errcode?: unknown }).errcode === SQLITE_BUSY) return undefined
    throw new StartError(
      `${file} cannot be locked (${error instanceof Error ? error.message : String(error)}): make room on its disk, or set PERGOLA_DATA_DIR to a folder on another.`,
      { cause: error },
    )
  }
}

function openLockFile(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0 })
  } catch (error) {
    throw new StartError(
      `${file} cannot be opened (${systemCode(error) ?? 'no access'}): run as the user who owns that folder, or set PERGOLA_DATA_DIR to another.`,
      { cause: error },
    )
  }
}

/** Waits for an exclusive lock. @throws StartError naming what was waited for. */
export async function waitForLock(file: string, timeoutMs: number, what: string): Promise<Lock> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const lock = tryLock(file, 'exclusive')
    if (lock !== undefined) return lock
    if (Date.now() > deadline) {
      throw new StartError(
        `Another process has been ${what} for ${Math.round(timeoutMs / 1000)} s: wait for it or end it, then try again.`,
      )
    }
    await sleep(RETRY_MS)
  }
}
