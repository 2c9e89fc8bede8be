import { SignJWT } from 'jose'
import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange } from '@/lib/audit/service'
import { isConnectorError, toUpstreamError } from '@/lib/connectors/errors'
import type { SupersetClient } from '@/lib/connectors/superset/client'
import { createSupersetGuest } from '@/lib/connectors/superset/guest'
import { type GuestClaims, signGuestToken } from '@/lib/connectors/superset/guest-token'
import { inTransaction } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { AppError } from '@/lib/platform/errors'
import type { Examination } from '../leaks'
import type { AllowedFilter } from '../model'
import { findExamination, saveExamination } from '../repository/examinations'
import { findFound } from '../repository/found'
import { listPublications } from '../repository/publications'
import { type Examined, examineGuest } from './examine-guest'
import { ExaminationFailed } from './guest-view'
import { portalOrigin, superset } from './superset'
import { KNOWN, type WrongClaims } from './wrong-tokens'

const SUBJECT = { kind: 'connection', id: 'superset' }
const TOKEN_SECONDS = 120
const GUEST = 'pergola-doctor'

/**
 * Asks the configured Superset as a guest would, about a published dashboard of which its token shows no row, and says which
 * of the known ways past the rules are open. What was found is kept. Needs `check:connection`.
 * @throws AppError FORBIDDEN; NOT_CONFIGURED; CONFLICT with `reason` and `detail` where there is nothing to try with;
 * UPSTREAM_FAILED, UPSTREAM_TIMEOUT
 */
export async function examineSuperset(ctx: Ctx): Promise<Examination> {
  await requireRight(ctx, 'check:connection', { ...SUBJECT, action: 'connection.examined' })
  const { baseUrl } = superset()
  const findings = await examineGuest(await prepare(ctx)).catch(told)
  const examination = { target: baseUrl, at: ctx.now(), findings }
  await inTransaction(async (tx) => {
    await saveExamination(tx, examination)
    const open = findings.filter(({ outcome }) => outcome === 'open').map(({ key }) => key)
    const changes = { open: { before: null, after: open } }
    await recordChange(tx, ctx, { action: 'connection.examined', subject: SUBJECT, changes })
  })
  return examination
}

/** What was last found of the Superset that is configured now; null for one that was never examined. Needs `read:connection`. */
export async function lastExamination(ctx: Ctx): Promise<Examination | null> {
  await requireRight(ctx, 'read:connection', SUBJECT)
  const { SUPERSET_URL: url } = env()
  return url === undefined ? null : await findExamination(superset().baseUrl)
}

function told(error: unknown): never {
  if (isConnectorError(error)) throw toUpstreamError(error)
  if (error instanceof ExaminationFailed) {
    throw new AppError('CONFLICT', { details: { reason: 'no-ground', detail: error.detail }, cause: error })
  }
  throw error
}

async function prepare(ctx: Ctx): Promise<Examined> {
  const { client, baseUrl } = superset()
  const { number, ...ground } = await findGround()
  const { embeddedId } = ground
  const asking = { requestId: ctx.requestId, once: true }
  try {
    const [datasets, all] = await Promise.all([
      client.readDatasets(number, asking),
      client.listDashboards(asking),
    ])
    const rules = datasets.map(({ id }) => ({ dataset: id, clause: '1 = 0' }))
    const claims: GuestClaims = { username: GUEST, embeddedId, rules }
    return {
      guest: createSupersetGuest({ baseUrl, fetch }),
      portalOrigin: portalOrigin(),
      ...{ number, ...ground },
      other: all.find(({ id }) => id !== number)?.id ?? null,
      ...(await tokensFor(claims, client, asking)),
    }
  } catch (error) {
    return told(error)
  }
}

/** A published dashboard that can be drawn. */
async function findGround(): Promise<
  Pick<Examined, 'embeddedId' | 'number' | 'nativeFilter' | 'filterColumns'>
> {
  for (const { publishedAt, goneAt, embeddedId, upstreamId } of await listPublications()) {
    if (publishedAt === null || goneAt !== null || embeddedId === null) continue
    const found = await findFound(upstreamId)
    if (found === null) continue
    const { number, filters } = found
    return {
      ...{ embeddedId, number },
      nativeFilter: filters.flatMap(valuesOf)[0] ?? null,
      filterColumns: filters.flatMap(({ column }) => (column === null ? [] : [column])),
    }
  }
  const detail = 'publish a dashboard first: it is what a guest could try with'
  throw new AppError('CONFLICT', { details: { reason: 'no-ground', detail } })
}

function valuesOf({ kind, id, column }: AllowedFilter): { id: string; column: string }[] {
  return kind === 'select' && column !== null ? [{ id, column }] : []
}

type Asking = Parameters<SupersetClient['readDatasets']>[1]

async function tokensFor(
  claims: GuestClaims,
  client: SupersetClient,
  asking: Asking,
): Promise<Pick<Examined, 'token' | 'sign' | 'signKnown'>> {
  const { SUPERSET_TOKENS: how, SUPERSET_GUEST_SECRET: secret, SUPERSET_GUEST_AUDIENCE: audience } = env()
  const signKnown = [KNOWN.audience, audience].map((known) => (wrong: WrongClaims) => {
    return signWrong(claims, { secret: KNOWN.secret, audience: known, ...wrong })
  })
  if (secret === undefined)
    return { token: await client.askGuestToken(claims, asking), sign: null, signKnown }
  const token =
    how === 'asked'
      ? await client.askGuestToken(claims, asking)
      : await signGuestToken(claims, { secret, audience, issuedAt: new Date(), seconds: TOKEN_SECONDS })
  return { token, sign: (wrong) => signWrong(claims, { secret, audience, ...wrong }), signKnown }
}

type Wrong = WrongClaims & { secret: string; audience: string }

/** What `signGuestToken` never makes: one that is over, or for somebody else, or without an end or a rule. */
async function signWrong(
  { username, embeddedId, rules: own }: GuestClaims,
  { secret, audience, expiresIn, rules = own }: Wrong,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const token = new SignJWT({
    user: { username },
    resources: [{ type: 'dashboard', id: embeddedId }],
    rls_rules: rules,
    type: 'guest',
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    // A little earlier: clocks may differ.
    .setIssuedAt(now + Math.min(expiresIn ?? 0, 0) - 10)
    .setAudience(audience)
  if (expiresIn !== null) token.setExpirationTime(now + expiresIn)
  return await token.sign(new TextEncoder().encode(secret))
}
