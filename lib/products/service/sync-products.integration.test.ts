import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listNotices } from '@/lib/notices/service'
import { db, inTransaction } from '@/lib/platform/db'
import { createTestCtx } from '@/lib/testing/actors'
import { auditOf } from '@/lib/testing/audit-rows'
import {
  addFedGroups,
  FED_FIELDS,
  fedProduct as fed,
  productFeed as feed,
  storedProduct as stored,
  syncProducts as sync,
} from '@/lib/testing/fed-products'
import { personWith } from '@/lib/testing/products'
import { applyProductSync, planProductSync } from './sync-products'
import { watchProduct } from './watch-product'

const later = new Date('2026-03-02T10:00:00Z')
const weighing = (text: string, unit: string | null = null) => [{ key: 'weight', text, unit }]

beforeAll(addFedGroups)
beforeEach(async () => {
  await db().product.deleteMany()
})

describe('a sync of products', () => {
  it('adds them as they are told, with their origin, a version and a row of the audit record each', async () => {
    const ctx = personWith('editor')
    const sheet = { type: 'document' as const, label: 'Data sheet', url: 'https://example.com/a.pdf' }
    const { counts } = await sync(
      [
        fed('1', 'A', { group: 'drinks TO go', attributes: weighing('1.5', 'kg'), links: [sheet] }),
        fed('2', 'B', { status: 'Discontinued', group: '' }),
      ],
      ctx,
    )
    expect(counts).toEqual({ add: 2, change: 0, same: 0, refuse: 0, gone: 0 })
    const row = await stored('a')
    expect(row).toMatchObject({
      source: 'fibery/range',
      upstreamId: '1',
      syncedFields: FED_FIELDS,
      asOf: new Date('2026-03-01T10:00:00Z'),
      goneAt: null,
      productGroup: { code: 'DRINKS' },
      status: 'active',
      tags: ['fed'],
      attributes: [{ key: 'weight', label: 'Weight', type: 'number', value: 1.5, unit: 'kg' }],
      links: [sheet],
      ownerId: null,
      version: 1,
    })
    expect(await stored('B')).toMatchObject({ status: 'discontinued', productGroup: null })
    expect(await db().productVersion.count({ where: { productId: row.id } })).toBe(1)
    expect(await auditOf(row.id)).toMatchObject([
      {
        action: 'product.synced',
        outcome: 'done',
        actorId: ctx.actor.id,
        changes: {
          code: { before: '', after: 'A' },
          'attributes.weight': { before: null, after: '1.5 kg' },
          version: { before: null, after: 1 },
        },
      },
    ])
  })

  it('changes, renames, marks as gone and brings back; what is the same only gets younger', async () => {
    await sync([fed('1', 'A'), fed('2', 'B'), fed('3', 'C')])
    const { counts } = await sync([fed('1', 'A'), fed('2', 'B2', { name: 'Renamed' })], undefined, later)
    expect(counts).toEqual({ add: 0, change: 1, same: 1, refuse: 0, gone: 1 })
    expect(await stored('A')).toMatchObject({ version: 1, asOf: later })
    expect(await stored('B2')).toMatchObject({ version: 2, name: 'Renamed', upstreamId: '2' })
    expect(await stored('C')).toMatchObject({ goneAt: later, status: 'active', version: 2 })
    const again = await sync([fed('1', 'A'), fed('2', 'B2', { name: 'Renamed' }), fed('3', 'C')])
    expect(again.counts).toMatchObject({ same: 2, change: 1 })
    const back = await stored('C')
    expect(back).toMatchObject({ goneAt: null, version: 3 })
    expect((await auditOf(back.id)).map(({ changes }) => Object.keys(changes as object).sort())).toEqual([
      expect.arrayContaining(['code', 'name']),
      ['gone', 'version'],
      ['gone', 'version'],
    ])
  })

  it('is the same when it is done twice: no version is made and nothing recorded', async () => {
    const rows = [
      fed('1', 'A', { attributes: [...weighing('0.50'), { key: 'kind', text: 'hot', unit: null }] }),
      fed('2', 'B', { links: [{ type: 'document', label: 'Data sheet', url: 'https://example.com/b' }] }),
    ]
    await sync(rows)
    const [events, versions] = [await db().auditEvent.count(), await db().productVersion.count()]
    expect((await sync(rows)).counts).toMatchObject({ same: 2, add: 0, change: 0 })
    expect([await db().auditEvent.count(), await db().productVersion.count()]).toEqual([events, versions])
  })

  it('does not touch what is the portal’s own', async () => {
    await sync([fed('1', 'A', { attributes: weighing('1') })])
    const { id, attributes } = await stored('A')
    const owner = await db().user.create({ data: { issuer: 'i', subject: 'keeper', name: 'Test Keeper' } })
    const note = { key: 'note', label: 'Note', type: 'text', value: 'ours' }
    const link = { type: 'other', label: 'Ours', url: 'https://example.com/ours' }
    await db().product.update({
      where: { id },
      data: {
        tags: ['mine'],
        description: 'Ours',
        ownerId: owner.id,
        attributes: [note, ...(attributes as object[])],
        links: [link],
      },
    })
    const sheet = { type: 'document' as const, label: 'Data sheet', url: 'https://example.com/a' }
    await sync([fed('1', 'A', { name: 'Renamed', attributes: weighing('2'), links: [sheet] })])
    expect(await stored('A')).toMatchObject({
      name: 'Renamed',
      tags: ['mine'],
      description: 'Ours',
      ownerId: owner.id,
      attributes: expect.arrayContaining([note, expect.objectContaining({ key: 'weight', value: 2 })]),
      links: [link, sheet],
    })
    await sync([fed('1', 'A', { name: 'Renamed', attributes: weighing('') })])
    expect(await stored('A')).toMatchObject({ attributes: [note], links: [link] })
  })

  it('gives an owner whom the portal knows; of one whom it does not it says so, and takes the row', async () => {
    const keeper = await db().user.create({
      data: {
        issuer: 'i',
        subject: 'known',
        name: 'Test Known',
        email: 'known@example.com',
        emailVerified: true,
      },
    })
    const rows = [fed('1', 'A', { owner: 'known@example.com' }), fed('2', 'B', { owner: 'new@example.com' })]
    const { entries } = await sync(rows)
    expect(entries.map(({ outcome, reasons }) => [outcome, ...reasons])).toEqual([
      ['add'],
      ['add', 'Owner: nobody here is called “new@example.com”: it has none.'],
    ])
    expect([(await stored('A')).ownerId, (await stored('B')).ownerId]).toEqual([keeper.id, null])
  })

  it('refuses a row with every reason: type, unit, group, name, address', async () => {
    const bad = { type: 'document' as const, label: 'Data sheet', url: 'javascript:alert(1)' }
    const { entries } = await sync([
      fed('1', 'A', { attributes: weighing('heavy') }),
      fed('2', 'B', { attributes: weighing('1', 'lb') }),
      fed('3', 'C', { attributes: [{ key: 'kind', text: 'warm', unit: null }] }),
      fed('4', 'D', { group: 'NOWHERE' }),
      fed('5', 'E', { group: 'FOOD', attributes: weighing('1') }),
      fed('6', 'F', { name: '', status: 'lost', links: [bad], attributes: weighing('1', '') }),
    ])
    expect(entries.map(({ reasons }) => reasons)).toEqual([
      ['Weight: give a number, with a dot before decimals, as in 12.5.'],
      ['Weight: it is told in “lb”, and the group has “kg”.'],
      ['Kind: choose one of those offered.'],
      ['Group: there is no group “NOWHERE” here.'],
      ['Its group has no attribute “weight”.'],
      [
        'Name: Give a name.',
        'Status: Choose one of the statuses.',
        'Links: Give an address that begins with http:// or https://.',
        'Weight: it is told without a unit, and the group has “kg”.',
      ],
    ])
    expect(await db().product.count()).toBe(0)
  })

  it('refuses a needed attribute without a value', async () => {
    await db().productGroupAttribute.updateMany({ where: { key: 'weight' }, data: { required: true } })
    const { entries } = await sync([fed('1', 'A', { attributes: weighing('') })])
    await db().productGroupAttribute.updateMany({ where: { key: 'weight' }, data: { required: false } })
    expect(entries[0]?.reasons).toEqual(['Weight: it is needed for this group, and none is told.'])
  })

  it('goes on with a record that was made anew upstream under the same code', async () => {
    await sync([fed('1', 'A')])
    const { id } = await stored('A')
    expect((await sync([fed('9', 'a')])).counts).toMatchObject({ change: 1, add: 0, gone: 0 })
    expect(await stored('A')).toMatchObject({ id, code: 'a', upstreamId: '9' })
  })

  it('tells those who watch a product what was changed, and that it is gone', async () => {
    await sync([fed('1', 'A'), fed('2', 'B')])
    const watcher = await createTestCtx({ role: 'viewer', name: 'Test Watcher' })
    for (const code of ['A', 'B']) await watchProduct(watcher, { code, watched: true })
    const editor = await createTestCtx({ role: 'editor', name: 'Test Editor' })
    await sync([fed('1', 'A', { name: 'Renamed' })], editor)
    await sync([fed('1', 'A', { name: 'Renamed' }), fed('2', 'B')], editor)
    expect((await listNotices(watcher)).map(({ words }) => words).sort()).toEqual([
      'back in Fibery',
      'gone from Fibery',
      'name',
    ])
  })

  it('carries out thousands in one transaction', async () => {
    const rows = Array.from({ length: 2_300 }, (_, n) => fed(String(n), `N-${n}`))
    expect((await sync(rows)).counts).toMatchObject({ add: 2_300 })
    const renamed = rows.map((row) => ({ ...row, name: `${row.name}, renamed` }))
    expect((await sync(renamed)).counts).toMatchObject({ change: 2_300 })
    expect(await db().product.count({ where: { version: 2 } })).toBe(2_300)
    expect(
      await db().auditEvent.count({ where: { action: 'product.synced', subjectKind: 'product' } }),
    ).toBeGreaterThanOrEqual(4_600)
  }, 60_000)

  it('writes nothing when it is only planned', async () => {
    const before = await db().auditEvent.count()
    const { entries } = await planProductSync(personWith('viewer'), feed([fed('1', 'A')]))
    expect(entries).toMatchObject([{ code: 'A', outcome: 'add', changes: { name: { after: 'Product A' } } }])
    expect([await db().product.count(), await db().auditEvent.count()]).toEqual([0, before])
  })

  it('leaves nothing when somebody saved one of them meanwhile, and is whole when planned anew', async () => {
    await sync([fed('1', 'A')])
    const { id } = await stored('A')
    const rows = [fed('1', 'A', { name: 'Theirs' }), fed('2', 'B')]
    let isFirst = true
    const ctx = personWith('editor')
    // Between the first look and what is written somebody saves.
    const race = inTransaction(async (tx) => {
      const original = tx.$queryRaw.bind(tx)
      const spied = new Proxy(tx, {
        get: (target, name) => {
          if (name !== '$queryRaw') return Reflect.get(target, name)
          return async (...given: Parameters<typeof original>) => {
            const answer = await original(...given)
            if (isFirst) {
              isFirst = false
              await db().product.update({
                where: { id },
                data: { tags: ['saved'], version: { increment: 1 } },
              })
            }
            return answer
          }
        },
      })
      return await applyProductSync(spied, ctx, feed(rows))
    })
    await expect(race).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    expect(await db().product.count()).toBe(1)
    expect((await sync(rows)).counts).toMatchObject({ add: 1, change: 1 })
    expect(await stored('A')).toMatchObject({ name: 'Theirs', tags: ['saved'] })
  })
})
