import type { DuckDBConnection } from '@duckdb/node-api'

const INTERRUPT_AGAIN_MS = 25

/** A statement under way on a connection of its own. */
export type Running = {
  /** Makes a call of the engine, one at a time, that the signal or `close` ends. @throws the signal's reason, or what the engine says */
  call: <T>(work: () => Promise<T>) => Promise<T>
  /** Lets go of the connection and the turn, as soon as a call has returned; calling it again does nothing. */
  close: () => void
}

/**
 * An interrupt that comes before the engine has begun is forgotten by it, so it is said again until the call returns.
 * Nobody may come back for the rows: the signal itself closes.
 */
export function createRunning(
  connection: DuckDBConnection,
  signal: AbortSignal,
  onClose: () => void,
): Running {
  let open = true
  let calling = false
  let again: NodeJS.Timeout | undefined

  const letGo = () => {
    connection.closeSync()
    onClose()
  }
  const close = () => {
    if (!open) return
    open = false
    signal.removeEventListener('abort', close)
    if (!calling) return letGo()
    connection.interrupt()
    again = setInterval(() => connection.interrupt(), INTERRUPT_AGAIN_MS)
  }
  signal.addEventListener('abort', close, { once: true })

  async function call<T>(work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted()
    if (!open) throw new Error('the statement was ended')
    calling = true
    try {
      const answer = await work()
      signal.throwIfAborted()
      return answer
    } finally {
      calling = false
      clearInterval(again)
      if (!open) letGo()
    }
  }
  return { call, close }
}
