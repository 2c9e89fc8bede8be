import { fiberyError } from '@/lib/connectors/fibery/errors'
import { type FoundEntity, toFoundEntity } from '../entity-columns'

/** As many as Fibery gives at once. */
const PAGE = 100
/** After so long all are read, even where nothing seems to have changed. */
const WHOLE_EVERY_MS = 24 * 60 * 60_000
/** How often a reading is begun anew when entities moved between two of its pages. */
const ATTEMPTS = 2

export type AskedPage = {
  limit: number
  offset: number
  orderBy?: { field: string; direction: 'ASC' | 'DESC' }
}

export type Gathering = {
  /** One page, as raw values. */
  ask: (page: AskedPage) => Promise<Record<string, unknown>[]>
  /** GraphQL names of the title, and of the moment of the last change; null where there is none. */
  title: string | null
  changed: string | null
  /** No more than so many are read. */
  limit: number
  now: Date
  known: {
    /** Kept and not gone. */
    live: number
    /** The latest change of those kept. */
    changedAt: Date | null
    /** As the workspace counted them last. */
    entityCount: number | null
    wholeAt: Date | null
    cutAt: number | null
    countNew: (upstreamIds: readonly string[]) => Promise<number>
  }
}

export type Gathered = {
  entities: FoundEntity[]
  /**
   * `whole`: all there are, so that what is missing is gone. `changes`: those changed since the last reading, and nothing is
   * missing. `part`: the database holds more than is read, so that what is missing tells nothing.
   */
  reach: 'whole' | 'changes' | 'part'
  cutAt: number | null
}

/**
 * Reads a database's entities, and as few of them as will do: those changed last come first, and tell in one question whether
 * there is more to ask. All of them are read by id, each page beginning with the last of the one before: when that is another,
 * something moved in between, and it is read anew. More than the limit are not read: then those changed last are.
 * @throws ConnectorError of the question; SHAPE when an answer names no id or moves each time.
 */
export async function gatherEntities(gathering: Gathering): Promise<Gathered> {
  const { changed, limit, known } = gathering
  const first = changed === null ? null : await pageOf(gathering, { offset: 0, ...latestFirst(changed) })
  if (first !== null && first.length < PAGE) return { entities: first, reach: 'whole', cutAt: null }
  if (first !== null && (await isAllThatChanged(gathering, first)))
    return { entities: first, reach: 'changes', cutAt: null }
  if (changed !== null && first !== null && known.entityCount !== null && known.entityCount > limit)
    return await latest(gathering, changed, first)
  return await all(gathering)
}

const latestFirst = (changed: string) => ({ orderBy: { field: changed, direction: 'DESC' } }) as const

/** Nothing is missing when what was kept, with what is new, is what the workspace counts. */
async function isAllThatChanged({ now, known }: Gathering, first: FoundEntity[]): Promise<boolean> {
  const { live, entityCount, wholeAt, cutAt, countNew } = known
  if (entityCount === null || wholeAt === null || cutAt !== null) return false
  if (now.getTime() - wholeAt.getTime() > WHOLE_EVERY_MS || !reachesBack(first, known.changedAt)) return false
  return live + (await countNew(first.map(({ upstreamId }) => upstreamId))) === entityCount
}

/** Whether a page in order of change comes to what was known before. */
function reachesBack(page: readonly FoundEntity[], changedAt: Date | null): boolean {
  const oldest = page.at(-1)?.modifiedAt
  return oldest != null && changedAt !== null && oldest < changedAt
}

/** Those changed last, up to the limit, or up to what was read before. */
async function latest(gathering: Gathering, changed: string, first: FoundEntity[]): Promise<Gathered> {
  const { limit, known } = gathering
  const found = new Map(first.map((entity) => [entity.upstreamId, entity]))
  let page = first
  for (let offset = PAGE; page.length === PAGE && offset < limit; offset += PAGE) {
    if (known.cutAt === limit && reachesBack(page, known.changedAt)) break
    page = await pageOf(gathering, { offset, limit: Math.min(PAGE, limit - offset), ...latestFirst(changed) })
    for (const entity of page) found.set(entity.upstreamId, entity)
  }
  return { entities: [...found.values()], reach: 'part', cutAt: limit }
}

async function all(gathering: Gathering): Promise<Gathered> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const gathered = await allOnce(gathering)
    if (gathered !== null) return gathered
  }
  throw shapeError('entities came and went while they were read')
}

/** null: something moved between two pages. */
async function allOnce(gathering: Gathering): Promise<Gathered | null> {
  const found: FoundEntity[] = []
  for (;;) {
    const offset = Math.max(0, found.length - 1)
    const page = await pageOf(gathering, { offset, orderBy: { field: 'id', direction: 'ASC' } })
    if (offset > 0 && page[0]?.upstreamId !== found.at(-1)?.upstreamId) return null
    found.push(...(offset > 0 ? page.slice(1) : page))
    if (new Set(found.map(({ upstreamId }) => upstreamId)).size < found.length) return null
    if (page.length < PAGE && found.length <= gathering.limit)
      return { entities: found, reach: 'whole', cutAt: null }
    if (found.length > gathering.limit)
      return { entities: found.slice(0, gathering.limit), reach: 'part', cutAt: gathering.limit }
  }
}

async function pageOf(
  gathering: Gathering,
  page: Omit<AskedPage, 'limit'> & { limit?: number },
): Promise<FoundEntity[]> {
  const rows = await gathering.ask({ limit: PAGE, ...page })
  return rows.map((row) => {
    const entity = toFoundEntity(row, gathering.title)
    // Kept, it would be one that can never be met again; left out, one that is missing.
    if (entity === null) throw shapeError('an entity has no id')
    return entity
  })
}

function shapeError(detail: string) {
  return fiberyError({
    layer: 'validation',
    code: 'SHAPE',
    operation: 'findEntities',
    retryable: false,
    detail,
  })
}
