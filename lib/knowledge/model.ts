import type { KbChange } from './discovery-diff'
import type { RelationCut } from './relations/graph'
import type { RelationLayout } from './relations/layout'
import type { RichNode } from './rich-text'

/** Why the last attempt at a space, or at the list of spaces, failed. `detail` is safe to show. */
export type KbFailure = { at: Date; code: string; detail: string }

/** Addresses of a space in the workspace; the explorer opens in a browser that is signed in there. */
export type KbSpaceLinks = { home: string; api: string; explorer: string }

/** What told of a space: its GraphQL schema, or the workspace's own schema alone, where the former is refused. */
export type KbOrigin = 'introspection' | 'catalog'

export type KbDatabaseSummary = {
  /** As people see it. */
  name: string
  slug: string
  rawName: string
  /** GraphQL type; null while only the workspace's own schema told of it */
  type: string | null
  /** GraphQL field that lists its entities; null with `type` */
  finder: string | null
  description: string
  /** As the workspace paints it: `#4f46e5` */
  color: string | null
  /** Live fields. */
  fields: number
  /** How many entities it held at `countedAt`; null while that is not known. */
  entityCount: number | null
  countedAt: Date | null
  firstSeenAt: Date
  /** Gone, or no longer visible to the portal's account. */
  goneAt: Date | null
  /** Its page in the workspace; null while none is configured. */
  href: string | null
}

export type KbSpaceSummary = {
  name: string
  slug: string
  links: KbSpaceLinks | null
  /** When what is shown was asked for; null before the first discovery that succeeded. */
  asOf: Date | null
  /** Set while the last attempt failed. */
  failure: KbFailure | null
  goneAt: Date | null
  isDemo: boolean
  origin: KbOrigin
  /** Since when a discovery has been under way, if one is. */
  refreshingSince: Date | null
  /** Live ones of the space as a whole, however the list is cut. */
  liveDatabases: number
  databases: KbDatabaseSummary[]
}

export type KbOverview = {
  /** False: no workspace is configured, and there is nothing to refresh from. */
  configured: boolean
  /** The workspace's address, for people. */
  workspace: string | null
  spaces: KbSpaceSummary[]
  liveSpaces: number
  liveDatabases: number
  /** Set while the list of spaces itself could not be read. */
  failure: KbFailure | null
}

/** Where a field leads. `href` is set where the portal knows the database; `goneAt` where that one is gone. */
export type KbRelation = { label: string; href: string | null; goneAt: Date | null }

/** How databases relate, with a place for each. `centre`: key of the one that is shown with its neighbours. */
export type KbRelations = { layout: RelationLayout; cut: RelationCut; centre: string | null }

export type KbFieldView = {
  name: string
  rawName: string
  typeText: string
  isCollection: boolean
  relation: KbRelation | null
  /** As people wrote it; '' where none is told. */
  description: string
  firstSeenAt: Date
  goneAt: Date | null
}

export type KbDatabaseDetail = {
  space: Omit<KbSpaceSummary, 'databases'>
  database: KbDatabaseSummary
  fields: KbFieldView[]
}

/** One published discovery that changed something; the first of a space tells how many databases it found. */
export type KbChangeEntry = {
  at: Date
  space: { name: string; slug: string }
  first: boolean
  /** What the entry tells of; `changes` may be cut to the first of them. */
  count: number
  changes: KbChange[]
}

export type KbChangePage = { entries: KbChangeEntry[]; total: number; page: number; perPage: number }

/** What refreshing one space came to. */
export type SpaceRefresh = {
  space: string
  /**
   * `published`; `superseded`: a later one was in force already; `joined`: another run had it under way and did not end
   * while this one waited; `failed`: the last good snapshot stays.
   */
  outcome: 'published' | 'superseded' | 'joined' | 'failed'
  databases: number
  changes: number
  failure: { code: string; detail: string } | null
}

/** An entity as the snapshot knows it. */
export type KbEntitySummary = {
  /** The last part of its address in the portal. */
  key: string
  /** The number that people know it by. */
  publicId: string | null
  /** Empty: nobody has given it one. */
  title: string
  createdAt: Date | null
  modifiedAt: Date | null
  firstSeenAt: Date
  goneAt: Date | null
  /** Its page in the workspace; null without a number, and while no workspace is configured. */
  href: string | null
}

/** How the reading of a database's entities stands. */
export type KbReading = {
  /** When what is shown was asked for; null before the first reading that succeeded. */
  asOf: Date | null
  /** When all of them were read last: what was missing then is gone. */
  wholeAt: Date | null
  /** Set while only the first so many are read, those changed last. */
  cutAt: number | null
  failure: KbFailure | null
  readingSince: Date | null
}

export type KbEntityList = {
  entities: KbEntitySummary[]
  /** Of those that fit: live and gone. */
  live: number
  gone: number
  perPage: number
  /** null: they were never read. */
  reading: KbReading | null
  /** False: the portal does not know by what name to ask for them. */
  isReadable: boolean
}

/** One fact of an entity, as Fibery told it just now. */
export type KbFact = { label: string } & (
  | { kind: 'text'; text: string }
  | { kind: 'time'; at: Date }
  | { kind: 'number'; value: number }
  | { kind: 'answer'; value: boolean }
  | { kind: 'span'; start: string | null; end: string | null }
  /** `more`: there may be others, which were not read. */
  | { kind: 'related'; entities: { title: string; href: string | null }[]; more: boolean }
)

export type KbRichText = { label: string; nodes: RichNode[]; isCut: boolean }

/** What came of asking Fibery for one entity while its reader waits. */
export type KbCardAnswer =
  | { state: 'read'; facts: KbFact[]; texts: KbRichText[]; empty: string[]; leftOut: string[] }
  /** Fibery answers, and does not show it. */
  | { state: 'missing' }
  | { state: 'failed'; failure: KbFailure }
  /** It cannot be asked: no workspace, or no name to ask by. */
  | { state: 'unasked'; why: 'workspace' | 'finder' }

export type KbEntityDetail = {
  space: Omit<KbSpaceSummary, 'databases'>
  database: KbDatabaseSummary
  entity: KbEntitySummary
  reading: KbReading | null
}

/** A field of a database whose entities are read. */
export type FieldToRead = {
  /** GraphQL name. */
  name: string
  /** As people see it. */
  label: string
  typeText: string
  namedType: string
  isCollection: boolean
  /** Raw name of the database that it leads to. */
  relation: string | null
  goneAt: Date | null
}

/** What is needed to read a database's entities, as the last discovery saw it. */
export type DatabaseToRead = {
  space: string
  name: string
  rawName: string
  finder: string
  fields: readonly FieldToRead[]
  asOf: Date | null
  goneAt: Date | null
  /** Its page in the portal. */
  href: string
}
