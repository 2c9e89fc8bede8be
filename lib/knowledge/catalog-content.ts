import type { Catalog, CatalogDatabase, CatalogField } from '@/lib/connectors/fibery/map'
import type { DiscoveredDatabase, DiscoveredField, SpaceContent } from './discovery'
import { displayName, localName } from './names'

/**
 * A space as the workspace's own schema alone tells it, where its GraphQL schema is refused: the names for the API are those
 * that are known from before; what is new has none (`type` and `finder` are '', a field's name is its raw one).
 */
export function contentFromCatalog(
  space: string,
  catalog: Catalog,
  before: SpaceContent | null,
): SpaceContent {
  const known = finderOf(before?.databases ?? [])
  const isDatabase = new Set(catalog.databases.map(({ rawName }) => rawName))
  const databases = catalog.databases
    // A name with a slash of its own, as it may be configured, is longer than the catalog takes it for.
    .filter((entry) => entry.rawName.startsWith(`${space}/`))
    .map((entry) => ({ ...entry, space }))
    .map((entry) => toDatabase(entry, known(entry), isDatabase))
  const found = new Set(databases.map(({ rawName }) => rawName))
  // The catalog never named these, so that it leaves them out tells nothing of them.
  const beside = (before?.databases ?? []).filter(
    ({ rawName, upstreamId }) => upstreamId === null && !found.has(rawName),
  )
  return { space, origin: 'catalog', databases: [...databases, ...beside] }
}

function toDatabase(
  entry: CatalogDatabase,
  known: DiscoveredDatabase | undefined,
  isDatabase: ReadonlySet<string>,
): DiscoveredDatabase {
  const knownField = finderOf(known?.fields ?? [])
  const unseen = new Set(known?.unseen)
  const fields = entry.fields
    .filter(({ rawName }) => !unseen.has(rawName))
    .map((field) => toField(field, knownField(field), isDatabase))
  const told = new Set(entry.fields.map(({ rawName }) => rawName))
  const beside = (known?.fields ?? []).filter(
    ({ rawName, upstreamId }) => upstreamId === null && !told.has(rawName),
  )
  return {
    rawName: entry.rawName,
    name: displayName(localName(entry.rawName, entry.space)),
    type: known?.type ?? '',
    finder: known?.finder ?? '',
    description: entry.description,
    color: entry.color,
    upstreamId: entry.id,
    fields: [...fields, ...beside],
    unseen: [...unseen],
  }
}

function toField(
  entry: CatalogField,
  known: DiscoveredField | undefined,
  isDatabase: ReadonlySet<string>,
): DiscoveredField {
  const { rawName, id: upstreamId, isCollection, type, description } = entry
  if (known !== undefined) return { ...known, rawName, upstreamId, description }
  return {
    name: rawName,
    rawName,
    typeText: isCollection ? `[${type}]` : type,
    namedType: type,
    isCollection,
    relation: isDatabase.has(type) ? type : null,
    description,
    upstreamId,
  }
}

type Known = { rawName: string; upstreamId: string | null }

/** By id where both tell one, else by raw name. */
function finderOf<T extends Known>(
  items: readonly T[],
): (entry: { id: string | null; rawName: string }) => T | undefined {
  const byId = new Map(items.flatMap((item) => (item.upstreamId === null ? [] : [[item.upstreamId, item]])))
  const byName = new Map(items.map((item) => [item.rawName, item]))
  return ({ id, rawName }) => (id === null ? undefined : byId.get(id)) ?? byName.get(rawName)
}
