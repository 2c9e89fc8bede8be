import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import type { WebClient } from '@/lib/connectors/web/client'
import { AppError } from '@/lib/platform/errors'
import { toLinkAddress } from '../address'
import type { Holder } from '../model'
import { forgetTurns, openCheck, renewCheck } from '../repository/checks'
import { type FoundUse, forgetUnseen, listDue, saveUses } from '../repository/links'
import { type AskedLinks, askDue } from './ask-due'
import { eachHolder } from './holders'
import { judgeByRecords } from './records'
import { linkWeb, TURN_KEY } from './web'

const HOUR_MS = 3_600_000
/** A link that works is asked once a day, one that does not at every run. */
const WORKING_AGE_MS = 20 * HOUR_MS
const OTHERS_AGE_MS = 4 * HOUR_MS
/** More than a run can ask; those that have waited longest come first. */
const MOST_DUE = 20_000

/** `mine` false: another check is under way. */
export type BegunCheck = { id: string; mine: boolean; held: number }

/**
 * Begins a check, or takes up the claimant's own: puts down which links the portal holds, and where. One at a time over all
 * replicas. Needs `check:connection`, and the rights to read what may hold links.
 */
export async function beginCheck(ctx: Ctx, claimant: string): Promise<BegunCheck> {
  await requireRight(ctx, 'check:connection', { kind: 'link', id: '*', action: 'links.checked' })
  const open = await openCheck(claimant, ctx.now())
  if (open.claimant !== claimant) return { id: open.id, mine: false, held: 0 }
  for await (const holders of eachHolder(ctx)) {
    await saveUses(open.id, holders.flatMap(usesOf))
    await keepHold(open.id)
  }
  return { id: open.id, mine: true, held: await forgetUnseen(open.id) }
}

function usesOf(holder: Holder): FoundUse[] {
  return holder.links.flatMap(({ place, label, url }): FoundUse[] => {
    const address = toLinkAddress(url)
    if (address === null) return []
    const ownerId = holder.retired ? null : holder.ownerId
    const { kind: holderKind, id: holderId } = holder
    return [
      {
        urlKey: address.key,
        url: address.url,
        host: address.host,
        holderKind,
        holderId,
        place,
        label,
        ownerId,
      },
    ]
  })
}

/** @throws AppError CONFLICT when the check was taken for dead, and perhaps another one begun */
async function keepHold(checkId: string): Promise<void> {
  if (!(await renewCheck(checkId))) throw new AppError('CONFLICT', { details: { reason: 'check closed' } })
}

export type AskOptions = {
  checkId: string
  /** All of them, however lately they were asked. */
  all: boolean
  /** So long at most; what is left is asked by the next check. */
  withinMs: number
  signal?: AbortSignal | undefined
  /** For tests. */
  web?: WebClient
}

/**
 * Asks the links that are due and keeps what comes of each at once, so that a check that is taken up again goes on where it
 * was. Needs `check:connection`.
 */
export async function askLinks(ctx: Ctx, options: AskOptions): Promise<AskedLinks> {
  await requireRight(ctx, 'check:connection', { kind: 'link', id: '*', action: 'links.checked' })
  const { checkId, all, withinMs, signal, web = linkWeb() } = options
  const now = ctx.now().getTime()
  const before = (ageMs: number) => new Date(all ? now + 1 : now - ageMs)
  const due = await listDue(checkId, {
    workingBefore: before(WORKING_AGE_MS),
    othersBefore: before(OTHERS_AGE_MS),
    limit: MOST_DUE,
  })
  const asked = await askDue(due, {
    byRecord: await judgeByRecords(ctx),
    web,
    until: performance.now() + withinMs,
    signal,
    checkId,
    now: ctx.now,
    keepHold: () => keepHold(checkId),
  })
  await forgetTurns(TURN_KEY)
  return asked
}
