import { endFlights } from './service/flights'
import { currentCatalogue } from './service/reach'
import { flushAsks } from './service/record-asks'

/**
 * Ends what is under way, statements included, and writes down what was asked: at shutdown, before the database is let
 * go. It knows no engine, so that a portal that was never asked a figure does not load one to end it.
 */
export async function closeAnalytics(): Promise<void> {
  await endFlights()
  await flushAsks()
}

/** Reads `analytics/` at the start, so that each bad file is in the log before somebody misses its query. */
export async function readCatalogue(): Promise<void> {
  await currentCatalogue()
}
