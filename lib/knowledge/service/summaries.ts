import { databaseUrl, spaceApiUrl, spaceUrl } from '@/lib/connectors/fibery/links'
import type { KbDatabaseSummary, KbSpaceLinks, KbSpaceSummary } from '../model'
import { localName } from '../names'
import type { DatabaseRow, SpaceRow } from '../repository/spaces'

function linksOf(baseUrl: string | null, space: string): KbSpaceLinks | null {
  if (baseUrl === null) return null
  const api = spaceApiUrl(baseUrl, space)
  return { home: spaceUrl(baseUrl, space), api, explorer: api }
}

/** A stored space as it is shown; `baseUrl` null: no workspace is configured, so there is nothing to link to. */
export function toSpaceSummary(
  { id: _, ...row }: SpaceRow,
  databases: readonly DatabaseRow[],
  baseUrl: string | null,
): KbSpaceSummary {
  return {
    ...row,
    links: linksOf(baseUrl, row.name),
    databases: databases.map((database) => toDatabaseSummary(database, row.name, baseUrl)),
  }
}

export function toDatabaseSummary(
  { id: _, spaceId: __, type, finder, ...row }: DatabaseRow,
  space: string,
  baseUrl: string | null,
): KbDatabaseSummary {
  const href = baseUrl === null ? null : databaseUrl(baseUrl, space, localName(row.rawName, space))
  return { ...row, type: type || null, finder: finder || null, href }
}
