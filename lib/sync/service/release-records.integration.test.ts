import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CliCtx } from '@/cli/command'
import { db, inLongTransaction } from '@/lib/platform/db'
import type { SegmentFeed } from '@/lib/segments/model/synced'
import { applySegmentSync } from '@/lib/segments/service/sync-segments'
import { auditOf } from '@/lib/testing/audit-rows'
import { addFedGroups, fedProduct, storedProduct, syncProducts } from '@/lib/testing/fed-products'
import { type FedQuery, fedQuery } from '@/lib/testing/fed-query'
import { personWith } from '@/lib/testing/products'
import { removeProductsAndSegments } from '@/lib/testing/segments'
import { commands } from '../commands'
import { releaseRecords } from './release-records'

let folder: FedQuery

beforeAll(async () => {
  await addFedGroups()
  folder = await fedQuery()
})
afterAll(() => folder.remove())
beforeEach(async () => {
  vi.spyOn(process, 'cwd').mockReturnValue(folder.folder)
  await removeProductsAndSegments()
})

const RANGE = { record: 'product', key: 'range' } as const

describe('what a mapping fed, once its file was taken away', () => {
  it('is the portal’s own, as it is, with a row of the audit record each; what another feeds stays', async () => {
    await syncProducts([fedProduct('1', 'A'), fedProduct('2', 'B')])
    await syncProducts([fedProduct('1', 'A')])
    await db().product.create({
      data: {
        code: 'C',
        codeKey: 'c',
        name: 'C',
        source: 'fibery/other',
        upstreamId: '1',
        syncedFields: ['name'],
      },
    })
    const ctx = personWith('editor')
    expect(await releaseRecords(ctx, RANGE)).toEqual({ released: 2 })
    const { id } = await storedProduct('B')
    expect(await storedProduct('B')).toMatchObject({
      ...{ name: 'Product B', tags: ['fed'], source: 'portal', upstreamId: null, syncedFields: [] },
      ...{ goneAt: null, asOf: null, version: 3 },
    })
    expect(await auditOf(id, 'product.released')).toMatchObject([
      {
        actorId: ctx.actor.id,
        outcome: 'done',
        changes: {
          source: { before: 'fibery/range', after: 'portal' },
          version: { before: 2, after: 3 },
        },
      },
    ])
    expect(await db().auditEvent.findMany({ where: { action: 'sync.released' } })).toMatchObject([
      { subjectId: 'range', changes: { released: { before: null, after: 2 } } },
    ])
    expect(await storedProduct('C')).toMatchObject({ source: 'fibery/other', version: 1 })
    expect(await releaseRecords(ctx, RANGE)).toEqual({ released: 0 })
    const { entries } = await syncProducts([fedProduct('1', 'A')])
    expect(entries[0]?.reasons[0]).toMatch(/^The code A is that of a product kept in the portal/)
  })

  it('is the same for segments', async () => {
    const row = { code: 'S', name: 'Step', parentUpstreamId: null, parameters: [], faults: [] }
    const feed: SegmentFeed = {
      ...{ source: 'fibery/steps', fields: ['code', 'name'], tags: [], isDemo: false, asOf: new Date() },
      rows: [{ upstreamId: '1', label: 'no. 1', duration: '', ...row }],
    }
    const ctx = personWith('editor')
    await inLongTransaction(60_000, (tx) => applySegmentSync(tx, ctx, feed))
    expect(await releaseRecords(ctx, { record: 'segment', key: 'steps' })).toEqual({ released: 1 })
    const [segment] = await db().processSegment.findMany()
    expect(segment).toMatchObject({ source: 'portal', syncedFields: [], upstreamId: null, asOf: null })
    expect(await auditOf(segment?.id ?? '', 'segment.released')).toHaveLength(1)
  })

  it.each([
    ['a viewer', () => personWith('viewer')],
    ['an editor of one group', () => personWith('editor', { kind: 'productGroup', in: ['DRINKS'] })],
  ])('is not released by %s, which is recorded', async (_who, person) => {
    await syncProducts([fedProduct('1', 'A')])
    const ctx = person()
    await expect(releaseRecords(ctx, RANGE)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await storedProduct('A')).toMatchObject({ source: 'fibery/range', version: 1 })
    const [refusal] = await db().auditEvent.findMany({ where: { actorId: ctx.actor.id } })
    expect(refusal).toMatchObject({ action: 'product.synced', outcome: 'refused' })
  })

  it('is not released while the file is there, whether it holds or not', async () => {
    const wines = { record: 'product', key: 'wines' } as const
    const words = 'mappings/wines.yaml is there and would feed them again: take it away first.'
    const refused = expect.objectContaining({ fieldErrors: { _: [words] } })
    await expect(releaseRecords(personWith('editor'), wines)).rejects.toEqual(refused)
    await folder.maps(() => 'title: Wines')
    await expect(releaseRecords(personWith('editor'), wines)).rejects.toEqual(refused)
    await folder.maps()
  })

  it('is released from the command line, which ends with 1 where nothing came from there', async () => {
    await syncProducts([fedProduct('1', 'A')])
    const command = (group: string) => commands.find(({ path }) => path.join(' ') === `${group} release`)
    const ctx: CliCtx = { ...personWith('admin'), json: true }
    expect(await command('products')?.run(ctx, { mapping: 'range' })).toEqual({
      data: { mapping: 'range', released: 1 },
      words: 'range: 1 released.',
    })
    await expect(command('products')?.run(ctx, { mapping: 'range' })).rejects.toThrow(
      'No products come from a mapping that is called range.',
    )
    await expect(command('segments')?.run(ctx, { mapping: 'range' })).rejects.toThrow(
      'No process segments come',
    )
    await expect(command('products')?.run(ctx, { mapping: '../range' })).rejects.toThrow('mapping')
  })
})
