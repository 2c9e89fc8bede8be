import { type ConnectorError, isConnectorError } from '@/lib/connectors/errors'
import type { SupersetClient } from '@/lib/connectors/superset/client'
import type { ListedDashboard } from '@/lib/connectors/superset/map'
import type { FoundRow } from '../repository/found'

/** Asked at once: Superset's own server has few workers, and readers come first. */
const AT_ONCE = 3

export type ReadSuperset = {
  found: FoundRow[]
  /** Of the published ones: the id by which each is framed; null where embedding is off. Those that could not be asked are left out. */
  embedded: ReadonlyMap<string, string | null>
  version: string | null
}

type Known = { before: readonly FoundRow[]; published: ReadonlySet<string>; at: Date }

/**
 * Everything that the registry keeps of Superset, or an error. What one dashboard does not tell of itself is its own matter,
 * and what was known of it stays; a Superset that stops answering in between is nobody's.
 * @throws ConnectorError
 */
export async function readSuperset(
  client: SupersetClient,
  { before, published, at }: Known,
  asking: { requestId: string; signal?: AbortSignal | undefined },
): Promise<ReadSuperset> {
  const listed = await client.listDashboards(asking)
  const version = await client.readVersion(asking).catch(unlessAway(null))
  const known = new Map(before.filter(({ goneAt }) => goneAt === null).map((row) => [row.number, row]))
  const found: FoundRow[] = []
  const embedded = new Map<string, string | null>()
  for (let from = 0; from < listed.length; from += AT_ONCE) {
    const some = listed.slice(from, from + AT_ONCE)
    const rows = await Promise.all(
      some.map((one) => readOne(client, { one, at, known: known.get(one.id) }, asking)),
    )
    for (const row of rows) {
      found.push(row)
      if (!published.has(row.upstreamId)) continue
      const id = await client.findEmbedded(row.number, asking).catch(unlessAway(undefined))
      if (id !== undefined) embedded.set(row.upstreamId, id)
    }
  }
  const first = new Map(before.map((row) => [row.upstreamId, row.firstSeenAt]))
  return {
    found: distinct(found).map((row) => ({ ...row, firstSeenAt: first.get(row.upstreamId) ?? at })),
    embedded,
    version,
  }
}

/** Two of one uuid are told by no Superset that is whole; the later one would take the place of the first. */
function distinct(found: readonly FoundRow[]): FoundRow[] {
  return [...new Map(found.map((row) => [row.upstreamId, row])).values()]
}

async function readOne(
  client: SupersetClient,
  { one, at, known }: { one: ListedDashboard; at: Date; known: FoundRow | undefined },
  asking: { requestId: string; signal?: AbortSignal | undefined },
): Promise<FoundRow> {
  const { id: number, uuid, title, slug, path, draft, changedAt } = one
  const facts = { number, title, slug, path, draft, changedAt, asOf: at, firstSeenAt: at, goneAt: null }
  try {
    const detail = await client.readDashboard(number, asking)
    const datasets = await client.readDatasets(number, asking)
    const { owners, filters } = detail
    const upstreamId = detail.uuid ?? uuid ?? `dashboard-${number}`
    return { ...facts, upstreamId, owners, filters, datasets, failureCode: null }
  } catch (error) {
    const { code } = ownMatter(error)
    const { owners = [], filters = [], datasets = [] } = known ?? {}
    const upstreamId = uuid ?? known?.upstreamId ?? `dashboard-${number}`
    return { ...facts, upstreamId, owners, filters, datasets, failureCode: code }
  }
}

const AWAY = new Set<ConnectorError['layer']>(['unreachable', 'timeout', 'refused'])

/** The failure of one thing that was asked; what concerns them all is thrown on. */
function ownMatter(error: unknown): ConnectorError {
  if (!isConnectorError(error) || AWAY.has(error.layer) || error.code === 'UNAUTHORIZED') throw error
  return error
}

function unlessAway<T>(otherwise: T): (error: unknown) => T {
  return (error) => {
    ownMatter(error)
    return otherwise
  }
}
