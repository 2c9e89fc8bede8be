import { recordChange } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import type { Ctx, UserId } from '../model'
import { type Preferences, updatePreferences } from '../repository/users'

/** One's own time zone and locale; null is the portal's own. Everybody signed in may. */
export async function savePreferences(ctx: Ctx, preferences: Preferences): Promise<void> {
  if (ctx.actor.kind !== 'user') throw new AppError('FORBIDDEN', { details: { reason: 'people only' } })
  const id = ctx.actor.id as UserId
  await inTransaction(async (tx) => {
    const before = await updatePreferences(tx, id, preferences)
    await recordChange(tx, ctx, {
      action: 'user.preferences.updated',
      subject: { kind: 'user', id },
      changes: {
        timeZone: { before: before.timeZone, after: preferences.timeZone },
        locale: { before: before.locale, after: preferences.locale },
      },
    })
  })
}
