import { z } from 'zod'
import { Prisma } from '@/generated/prisma/client'
import { askPrepared, db, pool, type Tx, withDatabaseErrors } from '@/lib/platform/db'
import type { GivenRole, Theme, UserId } from '../model'
import { BUILT_IN_ROLES, type RoleDefinition } from '../roles'
import { givenRows, toGivenRoles } from './given-roles'
import { toRoleDefinition } from './roles'

/** A session with its person and all that gives them rights, as one query answers it. */
export type SessionRow = {
  key: string
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
  groupsAskedAt: Date | null
  user: {
    id: UserId
    name: string
    email: string | null
    theme: Theme
    timeZone: string | null
    locale: string | null
    disabledAt: Date | null
    groupsReadAt: Date | null
  }
  direct: GivenRole[]
  byGroup: GivenRole[]
  /** Roles made in the portal; read only when one of them is given. */
  customRoles: RoleDefinition[]
  /** What unread notices speak of (at most `MAX_UNREAD`): it rides here, so that no page asks for it apart. */
  unread: string[]
}

export const MAX_UNREAD = 100

const BUILT_IN_KEYS = BUILT_IN_ROLES.map((role) => role.key)

// One round trip a request. `$2` are the built-in roles: those made in the portal are read only when given.
const FIND_SESSION = `
  SELECT s.created_at, s.last_seen_at, s.expires_at, s.groups_asked_at,
         u.id, u.name, u.email, u.theme, u.time_zone, u.locale, u.disabled_at, u.groups_read_at,
         given.direct, given.by_group,
         ARRAY(SELECT n.subject_id FROM notice n WHERE n.user_id = u.id AND n.read_at IS NULL LIMIT ${MAX_UNREAD}) AS unread,
         CASE WHEN given.custom
              THEN (SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.key), '[]') FROM role r) ELSE '[]' END AS roles
    FROM session s
    JOIN app_user u ON u.id = s.user_id
   CROSS JOIN LATERAL (
     SELECT coalesce(jsonb_agg(jsonb_build_object('id', one.id, 'roleKey', one.role_key, 'condition', one.condition)
                               ORDER BY one.at, one.id) FILTER (WHERE one.identity_group IS NULL), '[]') AS direct,
            coalesce(jsonb_agg(jsonb_build_object('group', one.identity_group, 'roleKey', one.role_key,
                                                  'condition', one.condition)
                               ORDER BY one.identity_group, one.role_key)
                     FILTER (WHERE one.identity_group IS NOT NULL), '[]') AS by_group,
            coalesce(bool_or(one.role_key <> ALL ($2::text[])), false) AS custom
       FROM (SELECT g.id, g.role_key, g.condition, g.created_at AS at, NULL AS identity_group
               FROM role_grant g WHERE g.user_id = u.id
              UNION ALL
             SELECT m.id, m.role_key, m.condition, m.created_at, m.identity_group
               FROM group_mapping m WHERE m.identity_group = ANY (u.identity_groups)) one
   ) given
   WHERE s.id = $1`

const wireSchema = z.object({
  created_at: z.date(),
  last_seen_at: z.date(),
  expires_at: z.date(),
  groups_asked_at: z.date().nullable(),
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  time_zone: z.string().nullable(),
  locale: z.string().nullable(),
  disabled_at: z.date().nullable(),
  groups_read_at: z.date().nullable(),
  direct: givenRows,
  by_group: givenRows,
  roles: z.array(z.unknown()),
  unread: z.array(z.string()),
})

/**
 * The hot path of every request.
 * @throws AppError DATABASE_UNAVAILABLE
 */
export async function findSession(key: string): Promise<SessionRow | null> {
  const [found] = await askPrepared({ text: FIND_SESSION, values: [key, BUILT_IN_KEYS] })
  if (found === undefined) return null
  const row = wireSchema.parse(found)
  return {
    key,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    groupsAskedAt: row.groups_asked_at,
    user: {
      id: row.id as UserId,
      name: row.name,
      email: row.email,
      theme: row.theme,
      timeZone: row.time_zone,
      locale: row.locale,
      disabledAt: row.disabled_at,
      groupsReadAt: row.groups_read_at,
    },
    direct: toGivenRoles(row.direct),
    byGroup: toGivenRoles(row.by_group),
    customRoles: row.roles.flatMap((role) => toRoleDefinition(role) ?? []),
    unread: row.unread,
  }
}

/** Marks a session and its person as seen. A write a minute at most: the row's own age is asked again here. */
export async function touchSession(key: string, userId: UserId, now: Date, olderThan: Date): Promise<void> {
  await withDatabaseErrors(() =>
    pool().query(
      `WITH touched AS (UPDATE session SET last_seen_at = $3 WHERE id = $1 AND last_seen_at <= $4 RETURNING 1)
       UPDATE app_user SET last_seen_at = $3 WHERE id = $2 AND EXISTS (SELECT FROM touched)`,
      [key, userId, now, olderThan],
    ),
  )
}

export type StoredSession = { key: string; userId: UserId; issuer: string; subject: string; data: string }

export async function findStoredSession(key: string): Promise<StoredSession | null> {
  const row = await withDatabaseErrors(() =>
    db().session.findUnique({
      where: { id: key },
      select: { userId: true, issuer: true, subject: true, data: true },
    }),
  )
  return row === null ? null : { key, ...row, userId: row.userId as UserId }
}

export type NewSession = StoredSession & {
  providerSid: string | null
  userAgent: string | null
  createdAt: Date
  expiresAt: Date
}

export async function insertSession(tx: Tx, session: NewSession): Promise<void> {
  const { key, ...rest } = session
  await tx.session.create({ data: { id: key, ...rest, lastSeenAt: session.createdAt }, select: { id: true } })
}

/** @returns false when the session is gone, so that nothing brings an ended one back. */
export async function updateSessionData(key: string, data: string): Promise<boolean> {
  const { count } = await withDatabaseErrors(() =>
    db().session.updateMany({ where: { id: key }, data: { data } }),
  )
  return count > 0
}

export type EndedSession = { key: string; userId: UserId; userName: string }

/** Which sessions: those that fit every value given. At least one is. */
export type SessionFilter = {
  key?: string
  exceptKey?: string
  userId?: UserId
  issuer?: string
  subject?: string
  providerSid?: string
}

/** Ends the sessions that fit and answers which those were: none is told twice, whoever else ends sessions. */
export async function deleteSessions(tx: Tx, filter: SessionFilter): Promise<EndedSession[]> {
  const { key, exceptKey, userId, issuer, subject, providerSid } = filter
  const conditions = [
    ...(key === undefined ? [] : [Prisma.sql`s.id = ${key}`]),
    ...(exceptKey === undefined ? [] : [Prisma.sql`s.id <> ${exceptKey}`]),
    ...(userId === undefined ? [] : [Prisma.sql`s.user_id = ${userId}::uuid`]),
    ...(issuer === undefined ? [] : [Prisma.sql`s.issuer = ${issuer}`]),
    ...(subject === undefined ? [] : [Prisma.sql`s.subject = ${subject}`]),
    ...(providerSid === undefined ? [] : [Prisma.sql`s.provider_sid = ${providerSid}`]),
  ]
  if (conditions.length === 0) return []
  const rows = await tx.$queryRaw<{ key: string; user_id: string; name: string }[]>`
    DELETE FROM session s USING app_user u
     WHERE u.id = s.user_id AND ${Prisma.join(conditions, ' AND ')}
    RETURNING s.id AS key, s.user_id, u.name`
  return rows.map((row) => ({ key: row.key, userId: row.user_id as UserId, userName: row.name }))
}

/**
 * Takes a logout token's name down; those older than `keptSince` go. False when it is there already: the token came before.
 */
export async function claimLogoutToken(
  tx: Tx,
  { issuer, jti, now, keptSince }: { issuer: string; jti: string; now: Date; keptSince: Date },
): Promise<boolean> {
  await tx.$executeRaw`
    DELETE FROM logout_token WHERE (issuer, jti) IN (
      SELECT issuer, jti FROM logout_token WHERE received_at < ${keptSince} LIMIT 100 FOR UPDATE SKIP LOCKED)`
  const claimed = await tx.$executeRaw`
    INSERT INTO logout_token (issuer, jti, received_at) VALUES (${issuer}, ${jti}, ${now}) ON CONFLICT DO NOTHING`
  return claimed === 1
}

/** Rows that no cookie can open any more; a few at a time, so that no sign-in waits for it. */
export async function sweepSessions(tx: Tx, now: Date, idleBefore: Date): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM session WHERE id IN (
      SELECT id FROM session WHERE expires_at <= ${now} OR last_seen_at <= ${idleBefore} LIMIT 100
      FOR UPDATE SKIP LOCKED)`
}

export type SessionSummary = {
  key: string
  userAgent: string | null
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
}

const MAX_LISTED_SESSIONS = 50

export async function listSessions(userId: UserId, now: Date, idleBefore: Date): Promise<SessionSummary[]> {
  const rows = await withDatabaseErrors(() =>
    db().session.findMany({
      where: { userId, expiresAt: { gt: now }, lastSeenAt: { gt: idleBefore } },
      select: { id: true, userAgent: true, createdAt: true, lastSeenAt: true, expiresAt: true },
      orderBy: [{ lastSeenAt: 'desc' }, { id: 'asc' }],
      take: MAX_LISTED_SESSIONS,
    }),
  )
  return rows.map(({ id, ...row }) => ({ key: id, ...row }))
}
