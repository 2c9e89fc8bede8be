/**
 * Waits for the work, but not beyond the signal: pauses between repeats, and a sign-in that others wait for too, do not end
 * with it. What comes of the work then is for `onAbort`. @throws the signal's reason
 */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal, onAbort = () => {}): Promise<T> {
  signal.throwIfAborted()
  return await new Promise<T>((resolve, reject) => {
    const abort = () => {
      onAbort()
      reject(signal.reason)
    }
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
