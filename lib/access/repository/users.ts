import { z } from 'zod'
import { Prisma } from '@/generated/prisma/client'
import { askPrepared, db, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { Identity } from '../identity'
import type { Person, UserId } from '../model'
import { givenRows, toGivenRoles } from './given-roles'

/** What is stored of what the provider said at the last sign-in. */
export type StoredIdentity = {
  id: UserId
  name: string
  email: string | null
  emailVerified: boolean
  identityGroups: string[]
}

/** The person of an issuer and subject, their row locked; null for one who is not known yet. */
export async function lockUserByIdentity(
  tx: Tx,
  { issuer, subject }: Pick<Identity, 'issuer' | 'subject'>,
): Promise<StoredIdentity | null> {
  // Two first sign-ins of one person at once: the second waits here, then finds what the first made.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`user ${issuer} ${subject}`}, 0))`
  const row = await tx.user.findUnique({
    where: { issuer_subject: { issuer, subject } },
    select: { id: true, name: true, email: true, emailVerified: true, identityGroups: true },
  })
  return row === null ? null : { ...row, id: row.id as UserId }
}

function described(identity: Identity, now: Date) {
  return {
    name: identity.name,
    email: identity.email,
    emailVerified: identity.emailVerified,
    identityGroups: identity.groups,
    groupsReadAt: now,
    lastSeenAt: now,
  }
}

export async function insertUser(tx: Tx, identity: Identity, now: Date): Promise<UserId> {
  const { issuer, subject } = identity
  const row = await tx.user.create({
    data: { issuer, subject, createdAt: now, ...described(identity, now) },
    select: { id: true },
  })
  return row.id as UserId
}

export async function updateIdentity(tx: Tx, id: UserId, identity: Identity, now: Date): Promise<void> {
  await tx.user.update({ where: { id }, data: described(identity, now), select: { id: true } })
}

/** A person with what gives them rights, their row locked until the transaction ends. */
export async function lockPerson(tx: Tx, id: UserId): Promise<Person | null> {
  const rows = await tx.$queryRaw<unknown[]>`
    ${SELECT_PERSON} WHERE u.id = ${id}::uuid FOR UPDATE OF u`
  return rows[0] === undefined ? null : toPerson(rows[0])
}

export async function findPerson(id: UserId): Promise<Person | null> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<unknown[]>`${SELECT_PERSON} WHERE u.id = ${id}::uuid`,
  )
  return rows[0] === undefined ? null : toPerson(rows[0])
}

export type NamedPerson = { id: UserId; issuer: string; subject: string; name: string }

const MAX_NAMED = 5

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** People by verified e-mail (any case), by `issuer|subject` or by their id; a few at most, since the caller wants one. */
export async function findPeopleNamed(named: string): Promise<NamedPerson[]> {
  const bar = named.indexOf('|')
  const where = UUID.test(named)
    ? { id: named }
    : bar < 0
      ? { email: { equals: named, mode: 'insensitive' as const }, emailVerified: true }
      : { issuer: named.slice(0, bar), subject: named.slice(bar + 1) }
  const rows = await withDatabaseErrors(() =>
    db().user.findMany({
      where,
      select: { id: true, issuer: true, subject: true, name: true },
      orderBy: { id: 'asc' },
      take: MAX_NAMED,
    }),
  )
  return rows.map((row) => ({ ...row, id: row.id as UserId }))
}

export type PeopleFilter = {
  search: string
  role: string
  status: '' | 'enabled' | 'disabled'
  after: { name: string; id: string } | null
  limit: number
}

/** A page of people by name, one more than asked for when there are more. */
export async function listPeople(filter: PeopleFilter): Promise<Person[]> {
  const { after } = filter
  const beyond =
    after === null
      ? Prisma.empty
      : Prisma.sql`AND (u.name COLLATE names, u.id) > (${after.name} COLLATE names, ${after.id}::uuid)`
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<unknown[]>`
      ${SELECT_PERSON} WHERE ${fits(filter)} ${beyond}
       ORDER BY u.name COLLATE names, u.id LIMIT ${filter.limit}`,
  )
  return rows.map(toPerson)
}

export async function countPeople(filter: PeopleFilter): Promise<number> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ total: number }[]>`
      SELECT count(*)::int AS total FROM app_user u WHERE ${fits(filter)}`,
  )
  return rows[0]?.total ?? 0
}

function fits({ search, role, status }: PeopleFilter): Prisma.Sql {
  const pattern = `%${search.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  return Prisma.join(
    [
      Prisma.sql`true`,
      ...(search === ''
        ? []
        : [
            Prisma.sql`search_form(u.name || ' ' || coalesce(u.email, '') || ' ' || u.subject) LIKE search_form(${pattern})`,
          ]),
      ...(status === '' ? [] : [Prisma.sql`(u.disabled_at IS NULL) = ${status === 'enabled'}`]),
      ...(role === ''
        ? []
        : [
            Prisma.sql`(EXISTS (SELECT FROM role_grant g WHERE g.user_id = u.id AND g.role_key = ${role})
              OR EXISTS (SELECT FROM group_mapping m
                          WHERE m.role_key = ${role} AND m.identity_group = ANY (u.identity_groups)))`,
          ]),
    ],
    ' AND ',
  )
}

const SELECT_PERSON = Prisma.sql`
  SELECT u.id, u.issuer, u.subject, u.name, u.email, u.disabled_at, u.last_seen_at, u.created_at,
         u.identity_groups, u.groups_read_at,
         (SELECT coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'roleKey', g.role_key, 'condition', g.condition)
                                    ORDER BY g.created_at, g.id), '[]')
            FROM role_grant g WHERE g.user_id = u.id) AS direct,
         (SELECT coalesce(jsonb_agg(jsonb_build_object('group', m.identity_group, 'roleKey', m.role_key,
                                                       'condition', m.condition)
                                    ORDER BY m.identity_group, m.role_key), '[]')
            FROM group_mapping m WHERE m.identity_group = ANY (u.identity_groups)) AS by_group
    FROM app_user u`

const personWire = z.object({
  id: z.string(),
  issuer: z.string(),
  subject: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  disabled_at: z.date().nullable(),
  last_seen_at: z.date().nullable(),
  created_at: z.date(),
  identity_groups: z.array(z.string()),
  groups_read_at: z.date().nullable(),
  direct: givenRows,
  by_group: givenRows,
})

function toPerson(wire: unknown): Person {
  const row = personWire.parse(wire)
  return {
    id: row.id as UserId,
    issuer: row.issuer,
    subject: row.subject,
    name: row.name,
    email: row.email,
    disabledAt: row.disabled_at,
    lastSeenAt: row.last_seen_at,
    createdAt: row.created_at,
    identityGroups: row.identity_groups,
    groupsReadAt: row.groups_read_at,
    given: [...toGivenRoles(row.direct), ...toGivenRoles(row.by_group)],
  }
}

export async function setDisabled(tx: Tx, id: UserId, disabledAt: Date | null): Promise<void> {
  await tx.user.update({ where: { id }, data: { disabledAt }, select: { id: true } })
}

/** What a person is called once they were erased. */
export const ERASED_NAME = 'Erased person'

/** Leaves the row, since others refer to it, and nothing in it that tells who it was. */
export async function eraseUser(tx: Tx, id: UserId): Promise<void> {
  await tx.user.update({
    where: { id },
    data: {
      subject: `erased:${id}`,
      name: ERASED_NAME,
      email: null,
      emailVerified: false,
      identityGroups: [],
      timeZone: null,
      locale: null,
      sessions: { deleteMany: {} },
      pins: { deleteMany: {} },
      recentViews: { deleteMany: {} },
      statements: { deleteMany: {} },
    },
    select: { id: true },
  })
}

export type Preferences = { timeZone: string | null; locale: string | null }

/** @returns what stood there before. */
export async function updatePreferences(tx: Tx, id: UserId, preferences: Preferences): Promise<Preferences> {
  const before = await tx.user.findUniqueOrThrow({
    where: { id },
    select: { timeZone: true, locale: true },
  })
  await tx.user.update({ where: { id }, data: preferences, select: { id: true } })
  return before
}

const NAME = { id: true, name: true } as const

/** Enabled people by name, no more than `limit`. */
/** Asked for each page that offers a choice of people. */
export async function listEnabledNames(limit: number): Promise<{ id: string; name: string }[]> {
  return await askPrepared(Prisma.sql`
    SELECT id, name FROM app_user WHERE disabled_at IS NULL ORDER BY name COLLATE names, id LIMIT ${limit}`)
}

export async function findNames(ids: readonly string[]): Promise<{ id: string; name: string }[]> {
  return await withDatabaseErrors(() =>
    db().user.findMany({ where: { id: { in: [...ids] } }, select: NAME, take: ids.length }),
  )
}

export async function isEnabledPerson(id: string): Promise<boolean> {
  const row = await withDatabaseErrors(() =>
    db().user.findFirst({ where: { id, disabledAt: null }, select: { id: true } }),
  )
  return row !== null
}
