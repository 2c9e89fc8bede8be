import { beforeEach, describe, expect, it, vi } from 'vitest'
import { db } from '@/lib/platform/db'
import { auditOf, heldAnswer, newSpace, reader, refresher, spaceSdl } from '@/lib/testing/knowledge'
import { claimDiscovery, saveFailed } from '../repository/discoveries'
import { fetchSpace } from './fetch-space'
import { getSpace } from './get-space'
import { publishDiscovery } from './publish-discovery'
import { refreshSpace } from './refresh'

const fibery = await vi.hoisted(async () =>
  (await import('@/lib/testing/fibery-workspace')).fiberyWorkspace(),
)

beforeEach(() => {
  fibery.heard.length = 0
  fibery.catalog(null)
})

describe('order and single flight', () => {
  it('two at once ask the workspace once, and both tell its end', async () => {
    const { space, slug } = await newSpace(fibery)
    const { answer, letGo } = heldAnswer(spaceSdl(space, { Guide: '' }))
    fibery.space(space, answer)
    const running = [refreshSpace(refresher(), { space }), refreshSpace(refresher(), { space })]
    await vi.waitFor(() => expect(fibery.asked(space)).toBe(1), { timeout: 10_000 })
    expect((await getSpace(reader(), { space: slug })).refreshingSince).not.toBeNull()
    letGo()
    const results = await Promise.all(running)
    expect(results.map(({ outcome, databases }) => [outcome, databases])).toEqual([
      ['published', 1],
      ['published', 1],
    ])
    expect(fibery.asked(space)).toBe(1)
  })

  it('one that began earlier never overwrites one that began later', async () => {
    const { space, slug } = await newSpace(fibery)
    const early = await fetchSpace(refresher(), { space, claimant: 'early', catalog: null })
    // It hangs for longer than a claim lasts; meanwhile a later one is put in force.
    await db().kbDiscovery.update({
      where: { id: early.discoveryId },
      data: { startedAt: new Date(Date.now() - 10 * 60_000) },
    })
    fibery.space(space, spaceSdl(space, { Newer: '' }))
    await refreshSpace(refresher(), { space })
    await expect(publishDiscovery(refresher(), { discoveryId: early.discoveryId })).resolves.toMatchObject({
      outcome: 'superseded',
    })
    const { databases } = await getSpace(reader(), { space: slug })
    expect(databases.map(({ name }) => name)).toEqual(['Newer'])
  })

  it('a failure of one that began earlier is not told over a later success', async () => {
    const { space, slug } = await newSpace(fibery)
    fibery.space(space, (_, response) => response.socket?.destroy())
    const early = await fetchSpace(refresher(), { space, claimant: 'early', catalog: null })
    expect(early.state).toBe('failed')
    fibery.space(space, spaceSdl(space, { Guide: '' }))
    await refreshSpace(refresher(), { space })
    const row = await db().kbDiscovery.findUniqueOrThrow({ where: { id: early.discoveryId } })
    await saveFailed(row, { code: 'TIMEOUT', detail: '' })
    expect((await getSpace(reader(), { space: slug })).failure).toBeNull()
  })

  it('a claim whose run died is anybody’s after its lease, and its own run takes it up before', async () => {
    const { space } = await newSpace(fibery)
    const dead = await claimDiscovery(space, 'dead')
    expect((await claimDiscovery(space, 'other'))?.mine).toBe(false)
    expect(await claimDiscovery(space, 'dead')).toEqual(dead)
    await db().kbDiscovery.update({
      where: { id: dead?.discovery.id ?? '' },
      data: { startedAt: new Date(Date.now() - 10 * 60_000) },
    })
    expect((await claimDiscovery(space, 'other'))?.mine).toBe(true)
    const row = await db().kbDiscovery.findUnique({ where: { id: dead?.discovery.id ?? '' } })
    expect(row).toMatchObject({ outcome: 'failed', failureCode: 'ABANDONED' })
  })

  it('publishing twice answers the same and records once', async () => {
    const { space } = await newSpace(fibery)
    const ctx = refresher()
    const { discoveryId } = await fetchSpace(ctx, { space, claimant: 'run', catalog: null })
    const first = await publishDiscovery(ctx, { discoveryId })
    await expect(publishDiscovery(ctx, { discoveryId })).resolves.toEqual(first)
    expect(await auditOf(ctx)).toHaveLength(1)
  })
})
