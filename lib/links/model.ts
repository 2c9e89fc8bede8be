import type { ProbeFault } from '@/lib/connectors/web/model'
import type { Brand } from '@/lib/platform/brand'

export type LinkId = Brand<string, 'LinkId'>

/**
 * What the last check came to. `works`; `signIn`: it wants somebody signed in, or keeps programs out; `busy`: it asks to
 * come back later; `unclear`: it answers, and a program cannot tell what; `notAsked`: it was left alone; `gone`: it says that
 * there is nothing; `fault`: it does not answer as it should.
 */
export const FINDINGS = ['works', 'signIn', 'busy', 'unclear', 'notAsked', 'gone', 'fault'] as const
export type Finding = (typeof FINDINGS)[number]

export const REASONS = [
  'OK',
  'NOT_FOUND',
  'GONE',
  'RECORD_GONE',
  'SIGN_IN',
  'KEPT_OUT',
  'TOO_MANY_REQUESTS',
  'UNAVAILABLE',
  'SERVER_FAULT',
  'ODD_STATUS',
  'PORTAL_PAGE',
  'PORTAL_OFFLINE',
] as const

export type Reason = (typeof REASONS)[number] | ProbeFault

export type Verdict = { finding: Finding; reason: Reason; status: number | null }

/** What is kept of a link from check to check. */
export type LinkHealth = {
  checkedAt: Date | null
  okAt: Date | null
  finding: Finding | null
  reason: Reason | null
  status: number | null
  /** Failures in a row, each on a run of its own; of them, those in a row that say clearly that nothing is there. */
  failures: number
  clearFailures: number
  failedSince: Date | null
  /** When the last failure was counted. */
  countedAt: Date | null
  /** Set while the link counts as broken. */
  brokenSince: Date | null
}

/** What a reader is told of a link. */
export type LinkState = Pick<
  LinkHealth,
  'checkedAt' | 'okAt' | 'finding' | 'reason' | 'status' | 'failedSince' | 'brokenSince'
>

export const HOLDER_KINDS = ['product', 'segment', 'kbSpace', 'kbDatabase'] as const
/** What a link stands in. */
export type HolderKind = (typeof HOLDER_KINDS)[number]

/** `page`: the thing's own page in the system that it comes from. */
export const PLACES = ['link', 'description', 'page'] as const
export type Place = (typeof PLACES)[number]

export type HeldLink = { place: Place; label: string; url: string }

/** A record that holds links, as it is today. */
export type Holder = {
  kind: HolderKind
  id: string
  title: string
  code: string | null
  href: string
  ownerId: string | null
  /** Out of use: its links are checked, and nobody is told of them. */
  retired: boolean
  links: readonly HeldLink[]
}

/** A link in one place, as the list shows it. */
export type ListedLink = LinkState & {
  url: string
  place: Place
  label: string
  holder: Pick<Holder, 'kind' | 'title' | 'code' | 'href'>
}

export const LIST_STATES = ['broken', 'failing', 'other', 'works'] as const
/** `failing`: not for long enough to be called broken; `other`: what could not be told. */
export type ListState = (typeof LIST_STATES)[number]

export const LINKS_PER_PAGE = 50
/** So many places of links are looked through for one list; those who may read few of them see fewer. */
export const MOST_LOOKED_AT = 2_000

export type LastCheck = { startedAt: Date; finishedAt: Date | null; asked: number; broken: number }

export type LinkList = {
  links: ListedLink[]
  total: number
  page: number
  /** There are more than were looked at. */
  cut: boolean
  lastCheck: LastCheck | null
}

/** What a check came to. */
export type CheckResult = {
  /** `joined`: another one was under way. `offline`: nothing outside answered, so that nothing was held against any link. */
  outcome: 'done' | 'offline' | 'joined'
  held: number
  asked: number
  /** Not asked for want of time, or since their host asked to come back later. */
  left: number
  broken: number
  told: number
}
