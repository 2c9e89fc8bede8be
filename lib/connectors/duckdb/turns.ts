/**
 * At most so many statements at once: each one holds a thread of Node's pool, which files and name look-ups need too.
 * Those that wait are served in order, and leave the queue when their signal fires.
 */
export function createTurns(places: number): (signal: AbortSignal) => Promise<() => void> {
  let free = places
  const waiting: (() => void)[] = []

  function giveBack(): void {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }

  function once(): () => void {
    let held = true
    return () => {
      if (!held) return
      held = false
      giveBack()
    }
  }

  return async (signal) => {
    signal.throwIfAborted()
    if (free > 0) {
      free -= 1
      return once()
    }
    await new Promise<void>((resolve, reject) => {
      const turn = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        waiting.splice(waiting.indexOf(turn), 1)
        reject(signal.reason)
      }
      waiting.push(turn)
      signal.addEventListener('abort', leave, { once: true })
    })
    return once()
  }
}
