import type { Brand } from '@/lib/platform/brand'

export type UserId = Brand<string, 'UserId'>

/** What rights speak of. `conditions`: which kinds of condition a record of this kind can be held to. */
export const RIGHT_KINDS = {
  product: { label: 'Products', conditions: ['own', 'productGroup', 'tag'] },
  productGroup: { label: 'Product groups', conditions: [] },
  segment: { label: 'Process segments', conditions: ['own', 'tag'] },
  knowledge: { label: 'Knowledge base', conditions: [] },
  query: { label: 'Analytics', conditions: ['productGroup', 'tag'] },
  dashboard: { label: 'Dashboards', conditions: ['tag'] },
  workflow: { label: 'Workflows', conditions: ['tag'] },
  dataset: { label: 'Catalog', conditions: ['tag'] },
  connection: { label: 'Connections', conditions: [] },
  user: { label: 'People', conditions: [] },
  role: { label: 'Roles', conditions: [] },
  audit: { label: 'Audit record', conditions: [] },
} as const satisfies Record<string, { label: string; conditions: readonly Condition['kind'][] }>

export type RightKind = keyof typeof RIGHT_KINDS

/** Every right there is. `read:audit`, `grant:role`: the action, then the kind. */
export const RIGHTS = [
  'read:product',
  'edit:product',
  'create:product',
  'read:productGroup',
  'edit:productGroup',
  'read:segment',
  'edit:segment',
  'read:knowledge',
  'refresh:knowledge',
  'read:query',
  'export:query',
  'readSql:query',
  'ask:query',
  'load:query',
  'read:dashboard',
  'publish:dashboard',
  'read:workflow',
  'run:workflow',
  'read:dataset',
  'read:connection',
  'check:connection',
  'read:user',
  'edit:user',
  'read:role',
  'edit:role',
  'grant:role',
  'read:audit',
  'export:audit',
] as const

export type Right = (typeof RIGHTS)[number]

/** The closed list: there is no expression language (DESIGN §7). Product groups by code. */
export type Condition =
  | { kind: 'own' }
  | { kind: 'productGroup'; in: readonly string[] }
  | { kind: 'tag'; in: readonly string[] }

/** A right, whole or held to a condition. */
export type ConditionedRight = { right: Right; condition?: Condition }

/**
 * What a right reaches. `none`: no right on the kind at all (403). `all`: every record. Otherwise a record is reached
 * when its group is among `productGroups`, one of its tags among `tags`, or it is the actor's `own`; a record without a
 * group is in no group.
 */
export type Scope =
  | { reach: 'none' }
  | { reach: 'all' }
  | { reach: 'some'; productGroups: ReadonlySet<string>; tags: ReadonlySet<string>; own: boolean }

/** A scope that reaches something, were it nothing at present: what `requireRight` answers. */
export type HeldScope = Exclude<Scope, { reach: 'none' }>

/** What policies look at in a record. */
export type Subject = {
  productGroupCode?: string | null
  tags?: readonly string[]
  ownerId?: string | null
}

export type ActorKind = 'user' | 'key' | 'job' | 'cli' | 'anonymous'

/** Who acts. `rights` is worked out once per request from roles, grants and group mappings. */
export type Actor = {
  kind: ActorKind
  /** Opaque: a user's id, a job's name, `cli:<os user>`. */
  id: string
  /** Shown to people; enters the audit record as a personal value for `user`. */
  name: string
  rights: readonly ConditionedRight[]
}

/** Where a person's role comes from: given in the portal, or by a group of the identity provider. */
export type RoleSource = { kind: 'direct'; grantId: string } | { kind: 'group'; identityGroup: string }

/** A role as somebody has it. */
export type GivenRole = { roleKey: string; condition: Condition | null; source: RoleSource }

/** Somebody as lists of people show them. */
export type Person = {
  id: UserId
  issuer: string
  subject: string
  name: string
  email: string | null
  disabledAt: Date | null
  lastSeenAt: Date | null
  createdAt: Date
  identityGroups: string[]
  groupsReadAt: Date | null
  given: GivenRole[]
}

export type PersonList = {
  people: Person[]
  /** How many fit in all, and whether there are more after these. */
  total: number
  next: string | null
}

/** A group of the identity provider and the role it gives. */
export type GroupMapping = { id: string; identityGroup: string; roleKey: string; condition: Condition | null }

/** A running session as its holder sees it. */
export type OwnSession = {
  key: string
  userAgent: string | null
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
  current: boolean
}

export type Theme = 'system' | 'light' | 'dark'
/** What every operation is given beside its input. */
export type Ctx = {
  actor: Actor
  requestId: string
  now: () => Date
}

/** Roles made in the portal are read whole wherever rights are worked out, and mappings are shown whole. */
export const MAX_CUSTOM_ROLES = 500
export const MAX_GROUP_MAPPINGS = 2_000

/** How much each field takes, in the browser and on the server alike. */
export const ACCESS_LIMITS = {
  roleKey: 49,
  roleName: 80,
  roleDescription: 400,
  conditionValues: 10_000,
  identityGroup: 300,
  peopleSearch: 100,
} as const
