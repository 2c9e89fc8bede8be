import type { ChildProcess } from 'node:child_process'
import { ApartError, engineDidNotStart, engineEnded } from './error'
import type { AnswerLimits, ApartAnswer, FromApart, ToApart } from './messages'

/** So long a statement may take to end after it was told to; then its process is killed. */
const OBEY_MS = 1_000
const START_MS = 60_000

export type Asked = { sql: string; limits: AnswerLimits; timeoutMs: number }
export type Leash = {
  signal: AbortSignal
  ended: Promise<void>
  kill: () => void
  /** Hears what the process holds once the statement has ended. */
  weigh: (residentMb: number) => void
}

export function tell(child: ChildProcess, message: ToApart): void {
  // One that is just ending: its end is what the asker hears of.
  if (child.connected) child.send(message, () => {})
}

/** Until the tables are loaded. @throws ApartError when they cannot be, or the process ends or takes too long */
export async function untilReady(child: ChildProcess, ended: Promise<void>): Promise<void> {
  let late: NodeJS.Timeout | undefined
  const heard = new Promise<void>((done, fail) => {
    child.once('message', (message: FromApart) => {
      if (message.kind === 'ready') done()
      else fail(message.kind === 'fault' ? new ApartError(message.fault) : engineEnded())
    })
    late = setTimeout(() => fail(engineDidNotStart('its tables took too long to load')), START_MS).unref()
    void ended.then(() => fail(engineDidNotStart('its process ended while the tables were loaded')))
  })
  try {
    await heard
  } finally {
    clearTimeout(late)
  }
}

let lastId = 0

/** Sends a statement and waits for what comes of it. @throws ApartError, or the signal's reason */
export async function exchange(child: ChildProcess, asked: Asked, leash: Leash): Promise<ApartAnswer> {
  const { signal, ended, kill, weigh } = leash
  signal.throwIfAborted()
  lastId += 1
  const id = lastId
  let killing: NodeJS.Timeout | undefined
  const stop = () => {
    tell(child, { kind: 'stop', id })
    killing = setTimeout(kill, OBEY_MS)
  }
  signal.addEventListener('abort', stop, { once: true })
  let listen: ((message: FromApart) => void) | undefined
  try {
    return await new Promise<ApartAnswer>((done, fail) => {
      listen = (message) => {
        if (message.kind === 'ready' || message.id !== id) return
        weigh(message.residentMb)
        if (message.kind === 'answer') done(message.answer)
        else fail(new ApartError(message.fault))
      }
      child.on('message', listen)
      void ended.then(() => fail(engineEnded()))
      tell(child, { kind: 'ask', id, ...asked })
    })
  } finally {
    clearTimeout(killing)
    signal.removeEventListener('abort', stop)
    if (listen !== undefined) child.off('message', listen)
  }
}

/** What a promise gives, unless the signal fires first. @throws the signal's reason */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  let leave: (() => void) | undefined
  const left = new Promise<never>((_, fail) => {
    leave = () => fail(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([work, left])
  } finally {
    if (leave !== undefined) signal.removeEventListener('abort', leave)
  }
}
