import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor, Condition, Ctx } from '@/lib/access/model'
import { can } from '@/lib/access/policy'
import { publications as dashboards } from '@/lib/dashboards/search'
import { publications as knowledge } from '@/lib/knowledge/search'
import { db, inTransaction } from '@/lib/platform/db'
import { publications as products } from '@/lib/products/search'
import { publications as segments } from '@/lib/segments/search'
import { addProduct, personWith } from '@/lib/testing/products'
import { addSegment } from '@/lib/testing/segments'
import type { SearchAnswer } from '../model'
import { searchInput } from '../schema'
import { search } from './search'

const PUBLISHED = [...products, ...segments, ...knowledge, ...dashboards]
const viewer = () => personWith('viewer')

async function find(q: string, ctx: Ctx = viewer(), more: Partial<Parameters<typeof search>[2]> = {}) {
  return await search(ctx, PUBLISHED, { q, limit: 5, offset: 0, ...more })
}
const titles = ({ sections }: Pick<SearchAnswer, 'sections'>) =>
  sections.flatMap(({ kind, hits }) => hits.map(({ title }) => `${kind} ${title}`))

let owner: string

beforeAll(async () => {
  owner = randomUUID()
  await db().user.create({ data: { id: owner, issuer: 'i', subject: owner, name: 'Test Owner' } })
  const { id: drinks } = await db().productGroup.create({ data: { code: 'DRINKS', name: 'Beverages' } })
  await addProduct('NW-001', 'Chai', { productGroupId: drinks, description: 'Ten boxes, with cardamom' })
  await addProduct('NW-002', 'Côte de Blaye', { tags: ['wine'], ownerId: owner })
  await addProduct('NW-003', "Chef Anton's Gumbo", { status: 'archived' })
  await addSegment('MIX', { name: 'Mixing of chai', tags: ['wine'] })
  const space = await db().kbSpace.create({ data: { name: 'Software', slug: 'software' } })
  const database = await db().kbDatabase.create({
    data: {
      spaceId: space.id,
      rawName: 'Software/Guide',
      name: 'Guide',
      slug: 'guide',
      type: 'SoftwareGuide',
      finder: 'findGuides',
      firstSeenAt: new Date(),
    },
  })
  await db().kbField.create({
    data: {
      databaseId: database.id,
      name: 'assignedTo',
      rawName: 'Software/Assigned To',
      typeText: 'String',
      namedType: 'String',
      isCollection: false,
      firstSeenAt: new Date(),
    },
  })
  const dashboard = { slug: 'margin', title: 'Chai margin', upstreamId: '1', tags: ['wine'] }
  await db().dashboard.create({ data: { ...dashboard, publishedAt: new Date() } })
  await db().dashboard.create({ data: { slug: 'draft', title: 'Chai draft', upstreamId: '2' } })
})

describe('search', () => {
  it('finds every kind by its words, and leads to it', async () => {
    expect(titles(await find('chai'))).toEqual([
      'product Chai',
      'dashboard Chai margin',
      'segment Mixing of chai',
    ])
    expect((await find('assigned to')).sections[0]?.hits).toEqual([
      { kind: 'kbField', title: 'assignedTo', href: '/kb/software/guide', detail: 'Guide · Software' },
    ])
    expect((await find('beverages')).sections[0]?.hits[0]?.href).toBe('/products?group=DRINKS')
    expect((await find('software')).sections.map(({ kind }) => kind)).toEqual(['kbSpace', 'kbDatabase'])
  })

  it.each([
    ['COTE de blaye', 'product Côte de Blaye'],
    ['Cote\u0301 blay', 'product Côte de Blaye'],
    ['côte', 'product Côte de Blaye'],
    ['cardamom chai', 'product Chai'],
    ['antons', "product Chef Anton's Gumbo"],
    ['Anton’s', "product Chef Anton's Gumbo"],
    ['nw-002', 'product Côte de Blaye'],
    ['NW 002', 'product Côte de Blaye'],
  ])('for “%s” gives %s first', async (q, first) => {
    expect(titles(await find(q))[0]).toBe(first)
  })

  it('shows where the words stand when they are in the text alone', async () => {
    expect((await find('cardamom')).sections[0]?.hits[0]?.excerpt).toBe('Ten boxes, with cardamom')
  })

  it('marks what is archived', async () => {
    expect((await find('gumbo')).sections[0]?.hits[0]?.state).toBe('archived')
  })

  it.each([
    ['blaey', 'Côte de Blaye'],
    ['gmubo', "Chef Anton's Gumbo"],
    ['ftware', 'Software'],
  ])('shows what resembles “%s”', async (q, title) => {
    const { sections, similar } = await find(q)
    expect(sections).toEqual([])
    expect(similar[0]?.title).toBe(title)
  })

  it.each([
    "';--",
    '<script>alert(1)</script>',
    "' | ! & ( ) :* <-> \\",
    '\u202e\u200f\u2066',
    'a:*|b',
    '%_\\',
    "chai' | 'x",
    '😀 𝒳',
  ])('takes “%s” for words and nothing else', async (q) => {
    await expect(find(q)).resolves.toBeDefined()
  })

  it('gives hostile titles back as they stand', async () => {
    const title = `<script>"{}../' \u202egnp.exe</script>`
    await addProduct('H-1', title)
    expect((await find('script exe')).sections[0]?.hits[0]?.title).toBe(title)
    expect((await find('gnp')).sections[0]?.hits[0]?.title).toBe(title)
  })

  it('cuts ten thousand characters, and takes what is no text for nothing', async () => {
    const { q } = searchInput.parse({ q: `chai\0${'x'.repeat(10_000)}` })
    expect(q).toHaveLength(200)
    await expect(find(q)).resolves.toBeDefined()
    expect(searchInput.parse({ q: ['chai'], kind: 'nothing', page: '-1' })).toEqual({ q: '', page: 1 })
  })

  it('counts so far, gives later pages, and puts the very name first among many', async () => {
    await db().$executeRaw`
      INSERT INTO product (id, code, code_key, name)
      SELECT gen_random_uuid(), 'MANY-' || n, 'many-' || n, 'Teeming ' || n FROM generate_series(1, 1200) n`
    await addProduct('VERY', 'Teeming')
    await addSegment('TEEM', { name: 'After teeming' })
    const { sections } = await find('teeming')
    expect(sections.map(({ kind, total, capped }) => [kind, total, capped])).toEqual([
      ['product', 1000, true],
      ['segment', 1, false],
    ])
    expect(sections[0]?.hits[0]?.title).toBe('Teeming')
    const later = await find('teeming', viewer(), { kind: 'product', limit: 25, offset: 975 })
    expect(later.sections[0]?.hits).toHaveLength(25)
    await db().product.deleteMany({ where: { code: { startsWith: 'MANY-' } } })
    expect((await find('teeming')).sections[0]?.total).toBe(1)
  })

  it('keeps a page of one kind beside the counts of the others', async () => {
    const { sections } = await find('chai', viewer(), { kind: 'segment', limit: 25 })
    expect(sections.map(({ kind, total }) => [kind, total])).toEqual([
      ['product', 1],
      ['dashboard', 1],
      ['segment', 1],
    ])
  })
})

describe('who finds what', () => {
  it('somebody without a right finds nothing, and nothing resembles', async () => {
    for (const q of ['chai', 'blaey', 'beverages', 'nw-001'])
      expect(await find(q, personWith(null))).toEqual({ q, sections: [], similar: [], missed: [] })
  })

  it.each([
    [{ kind: 'productGroup', in: ['DRINKS'] }, ['product Chai']],
    [{ kind: 'tag', in: ['wine'] }, ['dashboard Chai margin', 'segment Mixing of chai']],
    [{ kind: 'own' }, []],
  ] as [Condition, string[]][])('a viewer held to %j finds %j', async (condition, found) => {
    expect(titles(await find('chai', personWith('viewer', condition, owner)))).toEqual(found)
  })

  it('a misspelt name out of reach is not suggested', async () => {
    const held = personWith('viewer', { kind: 'productGroup', in: ['DRINKS'] })
    expect((await find('blaey', held)).similar).toEqual([])
    expect((await find('blaey', personWith('viewer', { kind: 'own' }, owner))).similar[0]?.title).toBe(
      'Côte de Blaye',
    )
  })

  it('is for every kind of record exactly what the policy allows', async () => {
    const groups = [null, 'G/1', 'G2']
    const tagLists = [[], ['t/x'], ['t/x', 'y']]
    const owners = [null, owner]
    const rows: { code: string; group: string | null; tags: string[]; ownerId: string | null }[] = []
    const ids = new Map<string, string>()
    for (const code of ['G/1', 'G2'])
      ids.set(code, (await db().productGroup.create({ data: { code, name: `Lot ${code}` } })).id)
    for (const group of groups)
      for (const tags of tagLists)
        for (const ownerId of owners) {
          const code = `ZQ-${rows.length}`
          const productGroupId = group === null ? null : (ids.get(group) ?? null)
          await addProduct(code, `Zqthing ${rows.length}`, { tags, ownerId, productGroupId })
          rows.push({ code, group, tags, ownerId })
        }
    const condition: fc.Arbitrary<Condition | undefined> = fc.oneof(
      fc.constant(undefined),
      fc.constant({ kind: 'own' as const }),
      fc.record({ kind: fc.constant('productGroup' as const), in: fc.subarray(['G/1', 'G2', 'none']) }),
      fc.record({ kind: fc.constant('tag' as const), in: fc.subarray(['t/x', 'y', 'x']) }),
    )
    const actors: fc.Arbitrary<Actor> = fc.record({
      kind: fc.constantFrom('user' as const, 'key' as const),
      id: fc.constantFrom(owner, randomUUID()),
      name: fc.constant(''),
      rights: fc.array(
        fc.record({ right: fc.constant('read:product' as const), condition }).map(({ condition: held }) => ({
          right: 'read:product' as const,
          ...(held === undefined ? {} : { condition: held }),
        })),
        { maxLength: 3 },
      ),
    })
    await fc.assert(
      fc.asyncProperty(actors, async (actor) => {
        const { sections } = await find('zqthing', { ...viewer(), actor }, { limit: 50 })
        const allowed = rows.filter(({ group, tags, ownerId }) =>
          can(actor, 'read:product', { productGroupCode: group, tags, ownerId }),
        )
        const section = sections.find(({ kind }) => kind === 'product')
        const codes = section?.hits.map(({ code }) => code) ?? []
        expect(codes.sort()).toEqual(allowed.map(({ code }) => code).sort())
        expect(section?.total ?? 0).toBe(allowed.length)
      }),
      { numRuns: 40 },
    )
  })
})

describe('what changes', () => {
  const first = async (q: string, ctx?: Ctx) => (await find(q, ctx)).sections[0]?.hits[0]?.title

  it('is found at once under its new name, and no more under the old one', async () => {
    const id = await addProduct('T-1', 'Turnipseed')
    expect(await first('turnipseed')).toBe('Turnipseed')
    await db().product.update({ where: { id }, data: { name: 'Rutabaga', version: 2 } })
    expect(await first('rutabaga')).toBe('Rutabaga')
    expect((await find('turnipseed')).sections).toEqual([])
    await db().product.delete({ where: { id } })
    expect(await find('rutabaga')).toEqual({ q: 'rutabaga', sections: [], similar: [], missed: [] })
  })

  it('is not there when its transaction is taken back', async () => {
    const failed = inTransaction(async (tx) => {
      await tx.product.create({ data: { code: 'T-2', codeKey: 't-2', name: 'Parsnipest' } })
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect((await find('parsnipest')).sections).toEqual([])
  })

  it('moves out of reach with its group, tag and owner', async () => {
    const held = personWith('viewer', { kind: 'tag', in: ['secret'] })
    const id = await addProduct('T-3', 'Salsifyest', { tags: ['secret'] })
    expect(await first('salsifyest', held)).toBe('Salsifyest')
    await db().product.update({ where: { id }, data: { tags: [], version: 2 } })
    expect(await find('salsifyest', held)).toEqual({ q: 'salsifyest', sections: [], similar: [], missed: [] })
  })

  it('shows a group under its new name without touching its products', async () => {
    await db().productGroup.update({ where: { code: 'DRINKS' }, data: { name: 'Drinks' } })
    expect((await find('nw-001')).sections[0]?.hits[0]?.detail).toBe('Drinks')
    await db().productGroup.update({ where: { code: 'DRINKS' }, data: { name: 'Beverages' } })
  })

  it('marks what is gone, leaves out its fields, and follows a space that is renamed', async () => {
    const where = { name: 'Software' }
    await db().kbSpace.update({ where, data: { goneAt: new Date() } })
    expect((await find('guide')).sections[0]?.hits[0]?.state).toBe('gone')
    expect((await find('assigned')).sections).toEqual([])
    await db().kbSpace.update({ where, data: { goneAt: null, slug: 'code' } })
    expect((await find('assigned')).sections[0]?.hits[0]?.href).toBe('/kb/code/guide')
    await db().kbSpace.update({ where, data: { slug: 'software' } })
  })

  it('by many at once leaves one document each', async () => {
    const ids = await Promise.all([1, 2, 3, 4].map((n) => addProduct(`M-${n}`, `Manyfold ${n}`)))
    await Promise.all(
      [2, 3, 4, 5].flatMap((version) =>
        ids.map((id) => db().product.update({ where: { id }, data: { tags: [`v${version}`], version } })),
      ),
    )
    const { sections } = await find('manyfold', viewer(), { limit: 50 })
    expect(sections[0]?.total).toBe(4)
  })
})
