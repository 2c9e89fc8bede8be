import type { DuckDBConnection } from '@duckdb/node-api'

const INTERRUPT_AGAIN_MS = 25

/** A statement under way on a connection of its own. */
export type Running = {
  connection: DuckDBConnection
  /** Makes a call of the engine that the signal ends. @throws the signal's reason, or what the engine says */
  call: <T>(work: () => Promise<T>) => Promise<T>
  /** Lets go of the connection and the turn; calling it again does nothing. */
  close: () => void
}

/**
 * An interrupt that comes before the engine has begun is forgotten by it, so it is said again until the call returns.
 * Between two calls nobody may come back for the rows: then the signal itself closes.
 */
export function createRunning(
  connection: DuckDBConnection,
  signal: AbortSignal,
  onClose: () => void,
): Running {
  let open = true
  let calling = false
  const close = () => {
    if (!open) return
    open = false
    signal.removeEventListener('abort', closeWhenIdle)
    connection.closeSync()
    onClose()
  }
  const closeWhenIdle = () => {
    if (!calling) close()
  }
  signal.addEventListener('abort', closeWhenIdle, { once: true })

  async function call<T>(work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted()
    let again: NodeJS.Timeout | undefined
    const interrupt = () => {
      connection.interrupt()
      again ??= setInterval(() => connection.interrupt(), INTERRUPT_AGAIN_MS)
    }
    signal.addEventListener('abort', interrupt, { once: true })
    calling = true
    try {
      const answer = await work()
      signal.throwIfAborted()
      return answer
    } finally {
      calling = false
      signal.removeEventListener('abort', interrupt)
      clearInterval(again)
    }
  }
  return { connection, call, close }
}
