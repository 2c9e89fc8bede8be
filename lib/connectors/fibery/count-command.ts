import type { WireCommandReply } from './schema'

/** Commands of one request: more would make one answer that takes long, and one fault that costs many. */
export const COUNTS_AT_ONCE = 50

/** The one command that is ever sent: it reads. `rawName` is data in a JSON document, whatever it holds. */
export function countCommand(rawName: string): unknown {
  return {
    command: 'fibery.entity/query',
    args: {
      query: { 'q/from': rawName, 'q/select': { count: ['q/count', 'fibery/id'] }, 'q/limit': 1 },
    },
  }
}

/**
 * How many entities each database holds. One that the system will not count (rights on its entities refuse aggregates) is
 * not in the answer: not known is not none.
 */
export function toCounts(rawNames: readonly string[], replies: WireCommandReply[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [index, rawName] of rawNames.entries()) {
    const reply = replies[index]
    const row = reply?.success === true && Array.isArray(reply.result) ? reply.result[0] : undefined
    const count = (row as { count?: unknown } | null | undefined)?.count
    if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) counts.set(rawName, count)
  }
  return counts
}
