import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { createTestCtx } from '@/lib/testing/actors'
import { PIN_LIMIT, RECENT_KEPT } from './model'
import { pinInput } from './schema'
import { isPinned, listPins, listRecentViews, recordView, saveTheme, setPin } from './service'

const pin = (key: string, pinned = true) => pinInput.parse({ kind: 'product', key, pinned: String(pinned) })
const keys = (refs: readonly { key: string }[]) => refs.map(({ key }) => key)

function at(ctx: Ctx, minute: number): Ctx {
  return { ...ctx, now: () => new Date(Date.UTC(2026, 0, 1, 0, minute)) }
}

describe('pins', () => {
  it('are the reader’s own: pinned once, taken off, and nobody else’s', async () => {
    const [mine, theirs] = [await createTestCtx(), await createTestCtx()]
    await setPin(mine, pin('a'))
    await setPin(mine, pin('a'))
    await setPin(theirs, pin('b'))
    expect(keys(await listPins(mine))).toEqual(['a'])
    expect(await isPinned(mine, 'product', 'a')).toBe(true)
    expect(await isPinned(mine, 'product', 'b')).toBe(false)
    await setPin(mine, pin('b', false))
    expect(keys(await listPins(theirs))).toEqual(['b'])
    await setPin(mine, pin('a', false))
    expect(await listPins(mine)).toEqual([])
  })

  it('have an end', async () => {
    const ctx = await createTestCtx()
    for (let n = 0; n < PIN_LIMIT; n += 1) await setPin(ctx, pin(`p${n}`))
    await expect(setPin(ctx, pin('one more'))).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('are for people: the command line has none', async () => {
    const cli: Ctx = {
      actor: { kind: 'cli', id: 'cli:root', name: 'root', rights: [{ right: 'read:product' }] },
      requestId: randomUUID(),
      now: () => new Date(),
    }
    await expect(setPin(cli, pin('a'))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(listPins(cli)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await recordView(cli, 'product', 'a')
    expect(await db().recentView.count({ where: { key: 'a' } })).toBe(0)
  })
})

describe('what was opened lately', () => {
  it('is in the order of the last opening, each thing once, and only so many are kept', async () => {
    const ctx = await createTestCtx()
    for (let n = 0; n < RECENT_KEPT + 4; n += 1) await recordView(at(ctx, n), 'product', `v${n}`)
    await recordView(at(ctx, 59), 'product', 'v10')
    const recent = keys(await listRecentViews(ctx))
    expect(recent.slice(0, 2)).toEqual(['v10', `v${RECENT_KEPT + 3}`])
    expect(new Set(recent).size).toBe(recent.length)
    const kept = await db().recentView.count({ where: { userId: ctx.userId } })
    // The statement that adds one sees the rows from before it: one over may stand until the next.
    expect(kept).toBeLessThanOrEqual(RECENT_KEPT + 1)
  })
})

describe('the theme', () => {
  it('is saved for the reader alone', async () => {
    const [mine, theirs] = [await createTestCtx(), await createTestCtx()]
    await saveTheme(mine, { theme: 'dark' })
    const rows = await db().user.findMany({ where: { id: { in: [mine.userId, theirs.userId] } } })
    expect(new Map(rows.map(({ id, theme }) => [id, theme]))).toEqual(
      new Map([
        [mine.userId as string, 'dark'],
        [theirs.userId as string, 'system'],
      ]),
    )
  })
})
