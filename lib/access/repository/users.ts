import type { Tx } from '@/lib/platform/db'
import type { Identity } from '../identity'
import type { UserId } from '../model'

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
