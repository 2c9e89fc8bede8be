import { createDuckdbClient, type DuckdbClient } from '../client'
import { becomeFirstToGo, becomeLowest } from './lowest'
import type { FromApart, ToApart } from './messages'
import { takeAnswer, toApartFault } from './statement'

// A process of its own for statements that people write: one engine, one statement at a time. It is the first to
// go when memory is short and, once the portal's own tables are loaded, the last to get a processor: on a busy machine it would
// never begin otherwise, while whoever asked waits for it. It knows no address, no secret and no variable of the portal, and
// ends with it.

/** A log that a statement switched on would keep what the next one asks; its own place to write is nowhere. */
const FORGET = ['CALL disable_logging()', 'CALL truncate_duckdb_logs()']

let client: DuckdbClient | undefined
const stops = new Map<number, AbortController>()

function say(message: FromApart): void {
  process.send?.(message)
}

function residentMb(): number {
  return process.memoryUsage.rss() / 1024 / 1024
}

async function begin({ folders, limits }: Extract<ToApart, { kind: 'begin' }>): Promise<void> {
  client = createDuckdbClient({
    folders: async () => folders,
    limits: { ...limits, statementsAtOnce: 1 },
    beforeEach: FORGET,
  })
  try {
    await client.fetchTableNames()
    await becomeLowest()
    say({ kind: 'ready' })
  } catch (error) {
    say({ kind: 'fault', id: 0, residentMb: residentMb(), fault: toApartFault(error, '') })
  }
}

async function ask({ id, sql, limits, timeoutMs }: Extract<ToApart, { kind: 'ask' }>): Promise<void> {
  if (client === undefined) return
  const stop = new AbortController()
  stops.set(id, stop)
  try {
    const answer = await takeAnswer(client, { sql, limits, timeoutMs, signal: stop.signal })
    say({ kind: 'answer', id, residentMb: residentMb(), answer })
  } catch (error) {
    say({ kind: 'fault', id, residentMb: residentMb(), fault: toApartFault(error, sql) })
  } finally {
    stops.delete(id)
  }
}

becomeFirstToGo()
// Whatever the engine is in the middle of: nobody is left to hear of it.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.on('message', (message: ToApart) => {
  if (message.kind === 'begin') void begin(message)
  else if (message.kind === 'ask') void ask(message)
  else stops.get(message.id)?.abort(new Error('stopped'))
})
