import { createHash } from 'node:crypto'
import type { PublishedDocument, SearchKind } from '../model'
import { reachTo } from '../reach'
import { publishEdition } from '../repository/feeding'

/** An edition in use is named at least so often; see UNUSED in the repository. */
const NAMED_EVERY_MS = 600_000

type Known = { documents: readonly PublishedDocument[]; space: string; namedAt: number }
const known = new Map<SearchKind, Known>()

/**
 * Sees that what comes with this program stands in the index; answers the word under which its documents are reached.
 * Each build has an edition of its own, so that two replicas of different builds do not take each other's away.
 */
export async function publish(
  kind: SearchKind,
  documents: readonly PublishedDocument[],
  now: Date,
): Promise<string> {
  const last = known.get(kind)
  if (last?.documents === documents && now.getTime() - last.namedAt < NAMED_EVERY_MS) return last.space
  const edition = createHash('sha256').update(JSON.stringify(documents)).digest('hex').slice(0, 24)
  const space = `${kind}@${edition}`
  await publishEdition(
    kind,
    edition,
    documents.map((document) => ({ ...document, reach: reachTo(space, document) })),
  )
  known.set(kind, { documents, space, namedAt: now.getTime() })
  return space
}
