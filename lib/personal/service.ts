import type { Ctx, Theme } from '@/lib/access/model'
import { AppError } from '@/lib/platform/errors'
import { type PersonalKind, type PersonalRef, PIN_LIMIT, RECENT_KEPT } from './model'
import * as repository from './repository'
import type { PinInput } from './schema'

/**
 * A reader's own things: nobody else's are ever touched, so the right is to be a signed-in person. They are no changes of
 * the company's records and stand in no audit record.
 * @throws AppError FORBIDDEN for a key, a job or the command line, who have none.
 */
function requirePerson(ctx: Ctx): string {
  if (ctx.actor.kind !== 'user') throw new AppError('FORBIDDEN', { details: { reason: 'people only' } })
  return ctx.actor.id
}

/** Pins or unpins a thing. What is pinned is checked for rights where it is shown, since rights change. */
export async function setPin(ctx: Ctx, input: PinInput): Promise<void> {
  const userId = requirePerson(ctx)
  if (!input.pinned) return await repository.removePin(userId, input.kind, input.key)
  if ((await repository.countPins(userId)) >= PIN_LIMIT) {
    throw new AppError('CONFLICT', { details: { reason: 'too many pins', limit: PIN_LIMIT } })
  }
  await repository.addPin(userId, input.kind, input.key)
}

export async function isPinned(ctx: Ctx, kind: PersonalKind, key: string): Promise<boolean> {
  return ctx.actor.kind === 'user' && (await repository.isPinned(ctx.actor.id, kind, key))
}

/** Pins, newest first. The caller loads what they name in the reader's scope. */
export async function listPins(ctx: Ctx): Promise<PersonalRef[]> {
  return await repository.listPins(requirePerson(ctx), PIN_LIMIT)
}

/** What the reader opened lately, newest first; loaded in scope by the caller. */
export async function listRecentViews(ctx: Ctx): Promise<PersonalRef[]> {
  return await repository.listRecentViews(requirePerson(ctx), RECENT_KEPT)
}

/** Notes that a thing was opened. */
export async function recordView(ctx: Ctx, kind: PersonalKind, key: string): Promise<void> {
  if (ctx.actor.kind !== 'user') return
  await repository.recordView(ctx.actor.id, { kind, key, at: ctx.now(), keep: RECENT_KEPT })
}

export async function saveTheme(ctx: Ctx, input: { theme: Theme }): Promise<Theme> {
  await repository.updateTheme(requirePerson(ctx), input.theme)
  return input.theme
}
