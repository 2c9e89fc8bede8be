import type { ChildProcess } from 'node:child_process'
import { timedOut } from '../errors'
import { createTurns } from '../turns'
import { type Asked, exchange, tell, unlessAborted, untilReady } from './exchange'
import { launchApart } from './launch'
import type { ApartAnswer, ApartLimits } from './messages'

/** A process without a question for so long ends, and gives its memory back. */
const IDLE_MS = 300_000
/** Beside the engine's own count. What a statement left behind beyond that would be missing to the next one. */
const LEFT_BEHIND_MB = 512

export type ApartOptions = {
  /** Each holds a `load.sql` that makes its tables. Asked when the engine starts. */
  folders: () => Promise<readonly string[]>
  /** Changes when the tables may have: the engine then begins anew. */
  version: () => Promise<string>
  limits: ApartLimits
}

/** `timeoutMs`: waiting for a turn and for the engine's start included. */
export type ApartRequest = Asked & { signal?: AbortSignal }

export type ApartClient = {
  /** The first rows of one SELECT. @throws ApartError, ConnectorError TIMEOUT, or the signal's reason */
  ask: (request: ApartRequest) => Promise<ApartAnswer>
  /** The engine's process, while it has one. */
  pid: () => number | undefined
  close: () => Promise<void>
}

/** A process that has loaded its tables, or is about to. */
type Engine = { child: ChildProcess; version: string; ready: Promise<void>; ended: Promise<void> }

/**
 * DuckDB in a process of its own, for statements that people write. It runs one at a time. What does not end within a
 * second of being told to is killed, as is what holds on to its memory, and the next statement has a new engine: a
 * statement takes down nothing but itself.
 */
export function createApartClient(options: ApartOptions): ApartClient {
  const takeTurn = createTurns(1)
  let engine: Engine | undefined
  let idle: NodeJS.Timeout | undefined

  function end(old: Engine): void {
    if (engine === old) engine = undefined
    old.child.kill('SIGKILL')
  }

  async function current(): Promise<Engine> {
    const version = await options.version()
    if (engine !== undefined && engine.version !== version) end(engine)
    if (engine !== undefined) return engine
    const made = start(options.limits, await options.folders(), version)
    engine = made
    made.ready.catch(() => end(made))
    void made.ended.then(() => end(made))
    return made
  }

  async function askNow(request: ApartRequest, signal: AbortSignal): Promise<ApartAnswer> {
    clearTimeout(idle)
    const { sql, limits, timeoutMs } = request
    const asked = await current()
    hold(asked.child)
    try {
      await unlessAborted(asked.ready, signal)
      const leash = {
        signal,
        ended: asked.ended,
        kill: () => end(asked),
        weigh: (residentMb: number) => {
          if (residentMb > options.limits.memoryMb + LEFT_BEHIND_MB) end(asked)
        },
      }
      return await exchange(asked.child, { sql, limits, timeoutMs }, leash)
    } finally {
      letGo(asked.child)
      idle = setTimeout(() => end(asked), IDLE_MS).unref()
    }
  }

  return {
    ask: async (request) => {
      const deadline = AbortSignal.timeout(request.timeoutMs)
      const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal])
      let giveBack: (() => void) | undefined
      try {
        giveBack = await takeTurn(signal)
        return await askNow(request, signal)
      } catch (error) {
        if (request.signal?.aborted) throw request.signal.reason
        throw deadline.aborted ? timedOut('statement', request.timeoutMs) : error
      } finally {
        giveBack?.()
      }
    },
    pid: () => engine?.child.pid,
    close: async () => {
      clearTimeout(idle)
      const open = engine
      if (open === undefined) return
      hold(open.child)
      end(open)
      await open.ended
    },
  }
}

function start(limits: ApartLimits, folders: readonly string[], version: string): Engine {
  const child = launchApart(limits)
  const ended = new Promise<void>((done) => {
    child.once('exit', () => done())
    child.once('error', () => done())
  })
  tell(child, { kind: 'begin', folders, limits })
  return { child, version, ended, ready: untilReady(child, ended) }
}

/** A process that nobody waits for does not keep the portal's own from ending. */
function letGo(child: ChildProcess): void {
  child.channel?.unref()
  child.unref()
}

function hold(child: ChildProcess): void {
  child.channel?.ref()
  child.ref()
}
