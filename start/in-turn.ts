type Stop = () => Promise<unknown>

/**
 * Starts things of which each needs those before, and answers with what stops all of them, the last first. `started` is told
 * how each is stopped as soon as it runs: when a later one does not start, those before are stopped too.
 */
export async function startInTurn<T extends object>(
  start: (started: (stop: Stop) => void) => Promise<T>,
): Promise<T & { stop: () => Promise<void> }> {
  const stops: Stop[] = []
  try {
    const things = await start((stop) => void stops.unshift(stop))
    return { ...things, stop: () => stopAll(stops) }
  } catch (error) {
    // What kept it from starting is told, not what came of that.
    await stopAll(stops).catch(() => {})
    throw error
  }
}

/** All, also those after one that does not stop. */
async function stopAll(stops: readonly Stop[]): Promise<void> {
  const failures: unknown[] = []
  for (const stop of stops) await stop().catch((error) => failures.push(error))
  if (failures.length > 0) throw failures[0]
}
