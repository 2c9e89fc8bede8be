import { lookup } from 'node:dns/promises'

/** A name's addresses, as the system that the portal runs on knows them. @throws what Node's `lookup` throws */
export type LookUp = (hostname: string, signal: AbortSignal) => Promise<readonly string[]>

/** Look-ups hold a thread each of the few that files need too, and cannot be called back. */
const MAX_AT_ONCE = 2

/** Looks names up as browsers do, the machine's own `hosts` file included; two at a time at most. */
export function createLookUp(): LookUp {
  let free = MAX_AT_ONCE
  const waiting: (() => void)[] = []
  const giveBack = () => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
  const turn = () => {
    if (free === 0) return new Promise<void>((resolve) => waiting.push(resolve))
    free -= 1
    return Promise.resolve()
  }
  return async (hostname, signal) => {
    const asked = turn().then(async () => {
      try {
        // Whoever waited for it may have left.
        if (signal.aborted) return []
        return await lookup(hostname, { all: true, order: 'verbatim' })
      } finally {
        giveBack()
      }
    })
    return (await orAborted(asked, signal)).map(({ address }) => address)
  }
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return await new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
