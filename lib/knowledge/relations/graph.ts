import { displayName, localName, spaceOf } from '../names'

/** A database that the portal knows. */
export type KnownDatabase = {
  id: string
  rawName: string
  name: string
  slug: string
  color: string | null
  goneAt: Date | null
  space: { name: string; slug: string }
}

/** A field that leads from a known database to something described as a database. */
export type RelationField = {
  databaseId: string
  name: string
  rawName: string
  isCollection: boolean
  /** Raw name of what it leads to */
  relation: string
  goneAt: Date | null
}

/**
 * `own`: of the space that is shown; `other`: of another; `people`: those of the workspace; `unknown`: of a space that the
 * portal does not read.
 */
export type NodeKind = 'own' | 'other' | 'people' | 'unknown'

export type RelationNode = {
  key: string
  name: string
  kind: NodeKind
  /** Where it stands, for those of other spaces. */
  spaceName: string | null
  /** Its page in the portal; null where there is none. */
  href: string | null
  color: string | null
  goneAt: Date | null
}

/** One field: from → to, and how many. */
export type RelationRow = {
  from: string
  to: string
  /** As people see it. */
  field: string
  isCollection: boolean
  /** Since when the field is gone. */
  goneAt: Date | null
}

/** Every field between two databases, whichever way it leads; `from` and `to` say how the line is drawn, left to right. */
export type RelationLine = { from: string; to: string; rows: RelationRow[] }

export type RelationCut = { nodes: number; ofNodes: number; lines: number; ofLines: number }

export type RelationGraph = {
  nodes: RelationNode[]
  /** Of a database to itself, too: `from` and `to` are the same. */
  lines: RelationLine[]
  cut: RelationCut
}

/** What a person takes in and a layout does at once: more is drawn as the most connected of it. */
export type RelationLimits = { nodes: number; lines: number }
export const SPACE_LIMITS: RelationLimits = { nodes: 24, lines: 40 }
export const DATABASE_LIMITS: RelationLimits = { nodes: 25, lines: 40 }

/** Raw name of the workspace's people. */
export const PEOPLE = 'fibery/user'
/** Every database has it, and it tells nothing of how they hang together. */
const MAKER = 'fibery/created-by'
/** `Space/Field_Space/Database`: the values of one field. */
const VALUE_LIST = /^[^/]+\/[^/]+_[^/]+\/./

/** Whether the raw name is that of a field's own values or of a workflow's states: nobody thinks of them as a database. */
export function isValueList(rawName: string): boolean {
  return rawName.startsWith('workflow/') || VALUE_LIST.test(rawName)
}

type Given = {
  /** Slug of the space that is shown. */
  space: string
  /** Id of the one database that is shown with its neighbours; null for the space as a whole. */
  centre: string | null
  databases: readonly KnownDatabase[]
  fields: readonly RelationField[]
  limits?: RelationLimits
}

/**
 * How the databases of a space, or one database and its neighbours, hang together. What is more than the limits is cut to
 * the most connected, and every line between those that are left is kept: no half truths. A database without relations is
 * no part of it.
 */
export function buildRelationGraph(given: Given): RelationGraph {
  const { centre, limits } = given
  const { nodes, rows } = gather(given)
  const lines = linesOf(rows)
  const indexes = new Map(given.databases.map(({ id }, index) => [id, index]))
  const indexOf = (key: string) => indexes.get(key) ?? given.databases.length
  const rank = rankOf(nodes, lines, { centre, indexOf })
  const chosen = cutTo(limits ?? (centre === null ? SPACE_LIMITS : DATABASE_LIMITS), rank, lines)
  const drawn = lines.filter(({ from, to }) => chosen.has(from) && chosen.has(to))
  const met = new Set(drawn.flatMap(({ from, to }) => [from, to]))
  const kept = rank.filter(({ key }) => met.has(key))
  return {
    nodes: kept,
    lines: drawn,
    cut: { nodes: kept.length, ofNodes: nodes.size, lines: drawn.length, ofLines: lines.length },
  }
}

function gather({ space, centre, databases, fields }: Given): {
  nodes: Map<string, RelationNode>
  rows: RelationRow[]
} {
  const nodes = new Map<string, RelationNode>()
  const rows: RelationRow[] = []
  const byId = new Map(databases.map((database) => [database.id, database]))
  const byName = namesOf(databases, space)
  for (const field of fields) {
    const from = byId.get(field.databaseId)
    const target = byName.get(field.relation)
    if (from === undefined || field.rawName === MAKER) continue
    if (target === undefined && isValueList(field.relation)) continue
    const to = target?.id ?? field.relation
    if (centre !== null && from.id !== centre && to !== centre) continue
    nodes.set(from.id, nodeOf(from, space))
    nodes.set(to, target === undefined ? strangerOf(field.relation) : nodeOf(target, space))
    const { isCollection, goneAt } = field
    rows.push({ from: from.id, to, field: fieldLabel(field), isCollection, goneAt })
  }
  return { nodes, rows }
}

/** A live one before a gone one, one of the space itself before one of another. */
function namesOf(databases: readonly KnownDatabase[], space: string): Map<string, KnownDatabase> {
  const weight = ({ goneAt, space: { slug } }: KnownDatabase) =>
    (goneAt === null ? 2 : 0) + (slug === space ? 1 : 0)
  const byName = new Map<string, KnownDatabase>()
  for (const database of databases) {
    const known = byName.get(database.rawName)
    if (known === undefined || weight(database) > weight(known)) byName.set(database.rawName, database)
  }
  return byName
}

function nodeOf({ id, name, slug, color, goneAt, space: own }: KnownDatabase, space: string): RelationNode {
  const isOwn = own.slug === space
  return {
    key: id,
    name,
    kind: isOwn ? 'own' : 'other',
    spaceName: isOwn ? null : displayName(own.name),
    href: `/kb/${own.slug}/${slug}`,
    color,
    goneAt,
  }
}

/** People, or a database that the portal does not read. */
function strangerOf(rawName: string): RelationNode {
  const none = { key: rawName, href: null, color: null, goneAt: null }
  if (rawName === PEOPLE) return { ...none, name: 'People', kind: 'people', spaceName: null }
  const space = spaceOf(rawName)
  return {
    ...none,
    name: displayName(localName(rawName)),
    kind: 'unknown',
    spaceName: space === null ? null : displayName(space),
  }
}

/** The name in the workspace without its space's; the API's where there is no other. */
export function fieldLabel({ rawName, name }: { rawName: string; name: string }): string {
  return displayName(localName(rawName)) || name
}

/** Fields between the same two are one line, for two databases often lead to each other by the two sides of one relation. */
function linesOf(rows: readonly RelationRow[]): RelationLine[] {
  const pairs = Map.groupBy(rows, ({ from, to }) => JSON.stringify(from < to ? [from, to] : [to, from]))
  return [...pairs.values()].flatMap((ofPair) => {
    const [first] = ofPair
    if (first === undefined) return []
    const { from, to } = ofPair.find(leadsToMany(ofPair)) ?? first
    // Live ones first, and those along the line before those against it.
    const rest = ofPair.toSorted(
      (one, other) =>
        Number(one.goneAt !== null) - Number(other.goneAt !== null) ||
        Number(one.from !== from) - Number(other.from !== from),
    )
    return [{ from, to, rows: rest }]
  })
}

/** From one to its many, as a tree is read: a field to many whose other side leads to one. */
function leadsToMany(ofPair: readonly RelationRow[]): (row: RelationRow) => boolean {
  return (row) =>
    row.isCollection && ofPair.some(({ from, isCollection }) => from === row.to && !isCollection)
}

/** Those to be kept first in front: the one that is shown, what lives, what has the most neighbours, then the given order. */
function rankOf(
  nodes: ReadonlyMap<string, RelationNode>,
  lines: readonly RelationLine[],
  { centre, indexOf }: { centre: string | null; indexOf: (key: string) => number },
): RelationNode[] {
  const neighbours = neighboursOf(lines)
  const scored = [...nodes.values()].map((node) => {
    const others = (neighbours.get(node.key) ?? []).filter((other) => other !== node.key)
    const score = [
      node.key === centre ? 0 : 1,
      node.goneAt === null ? 0 : 1,
      -others.length,
      indexOf(node.key),
    ]
    return { node, score }
  })
  return scored.toSorted((one, other) => compare(one.score, other.score)).map(({ node }) => node)
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries()) {
    const difference = value - (other[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/**
 * From the most connected outward, so that what is left hangs together: as many as there may be, with no more lines between
 * them than there may be. What lives comes before what is gone.
 */
function cutTo(
  limits: RelationLimits,
  rank: readonly RelationNode[],
  lines: readonly RelationLine[],
): ReadonlySet<string> {
  const neighbours = neighboursOf(lines)
  const left = new Map(rank.map((node) => [node.key, node]))
  const kept = new Set<string>()
  let between = 0
  while (kept.size < limits.nodes) {
    const key = nextOf([...left.values()], kept, neighbours)
    if (key === undefined) break
    const beside = neighbours.get(key) ?? []
    const more = beside.filter((other) => other === key || kept.has(other)).length
    if (between + more > limits.lines && kept.size > 0) break
    between += more
    kept.add(key)
    left.delete(key)
  }
  return kept
}

function nextOf(
  left: readonly RelationNode[],
  kept: ReadonlySet<string>,
  neighbours: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const live = left.filter(({ goneAt }) => goneAt === null)
  const pool = live.length > 0 ? live : left
  const beside = pool.find(({ key }) => neighbours.get(key)?.some((other) => kept.has(other)))
  return (beside ?? pool[0])?.key
}

/** Of each key the keys at the other ends of its lines; its own for a line to itself. */
function neighboursOf(lines: readonly RelationLine[]): Map<string, string[]> {
  const neighbours = new Map<string, string[]>()
  const add = (key: string, other: string) => neighbours.set(key, [...(neighbours.get(key) ?? []), other])
  for (const { from, to } of lines) {
    add(from, to)
    if (from !== to) add(to, from)
  }
  return neighbours
}
