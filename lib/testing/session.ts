import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { generateSessionCookie } from '@auth0/nextjs-auth0/testing'
import pg from 'pg'
import type { Condition } from '@/lib/access/model'
import { sessionCookieName } from '@/lib/access/session-cookie'
import { sealSession } from '@/lib/access/session-seal'

export type TestGrant = { role: string; condition?: Condition }

export type TestSessionOptions = {
  /** One role, several, or grants with conditions; all given directly. None: a person without any right. */
  role?: string
  roles?: readonly string[]
  grants?: readonly TestGrant[]
  /** Groups of the identity provider; they give what the portal's mappings say. */
  groups?: readonly string[]
  name?: string
  email?: string
  disabled?: boolean
  /** A further session of somebody who is there already. */
  userId?: string
  timeZone?: string
  locale?: string
  theme?: 'system' | 'light' | 'dark'
}

/** Where to; each is taken from the environment when not given. */
export type TestSessionTarget = { databaseUrl?: string; secret?: string; baseUrl?: string }

export type TestSession = {
  /** As Playwright's `context.addCookies` and a `cookie` header (`name=value`) want it. */
  cookie: { name: string; value: string }
  userId: string
  /** What the session is stored under. */
  sessionKey: string
}

const ISSUER = 'https://identity.test/'
const HOURS = 3_600_000

/**
 * Signs somebody in without a browser and without clicking: a person with the roles asked for and a session as sign-in
 * itself would have stored it. Needs only a database and the session secret, so that scripts can use it too.
 */
export async function createTestSession(
  options: TestSessionOptions = {},
  target: TestSessionTarget = {},
): Promise<TestSession> {
  const secret = target.secret ?? required('AUTH0_SECRET')
  const client = new pg.Client({ connectionString: target.databaseUrl ?? required('DATABASE_URL') })
  await client.connect()
  try {
    const subject = `test|${randomUUID()}`
    const userId = options.userId ?? (await insertUser(client, subject, options))
    await insertGrants(client, userId, options)
    const sessionId = randomBytes(16).toString('hex')
    const key = createHash('sha256').update(sessionId).digest('hex')
    const data = sealSession(
      { user: { sub: subject }, tokenSet: {}, internal: { sid: '', createdAt: 0 } },
      key,
      secret,
    )
    await client.query(
      `INSERT INTO session (id, user_id, issuer, subject, data, user_agent, expires_at)
       VALUES ($1, $2, $3, $4, $5, 'test', $6)`,
      [key, userId, ISSUER, subject, data, new Date(Date.now() + 72 * HOURS)],
    )
    const name = sessionCookieName(target.baseUrl ?? process.env.APP_BASE_URL ?? 'http://localhost:3000')
    return { cookie: { name, value: await cookieValue(sessionId, secret) }, userId, sessionKey: key }
  } finally {
    await client.end()
  }
}

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`createTestSession needs ${name}, from the environment or as a target`)
  return value
}

async function insertUser(client: pg.Client, subject: string, options: TestSessionOptions): Promise<string> {
  const { name = 'Test Person', email = null, groups = [], disabled = false } = options
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO app_user (id, issuer, subject, name, email, email_verified, identity_groups, groups_read_at,
                           disabled_at, theme, time_zone, locale, last_seen_at)
     VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, now(), $7, $8, $9, $10, now())
     RETURNING id`,
    [
      ISSUER,
      subject,
      name,
      email,
      email !== null,
      groups,
      disabled ? new Date() : null,
      options.theme ?? 'system',
      options.timeZone ?? null,
      options.locale ?? null,
    ],
  )
  return rows[0]?.id ?? ''
}

async function insertGrants(client: pg.Client, userId: string, options: TestSessionOptions): Promise<void> {
  const { role, roles = [], grants = [] } = options
  const all: TestGrant[] = [...(role === undefined ? [] : [role]), ...roles].map((key) => ({ role: key }))
  for (const grant of [...all, ...grants]) {
    await client.query(
      `INSERT INTO role_grant (id, user_id, role_key, condition) VALUES (gen_random_uuid(), $1, $2, $3)
       ON CONFLICT DO NOTHING`,
      [userId, grant.role, grant.condition === undefined ? null : JSON.stringify(grant.condition)],
    )
  }
}

/** The library's own cookie, one hour long; its `testing` entry takes any payload. */
async function cookieValue(sessionId: string, secret: string): Promise<string> {
  const payload = { id: sessionId, internal: { sid: '', createdAt: 0 } }
  return await generateSessionCookie(payload as Parameters<typeof generateSessionCookie>[0], { secret })
}
