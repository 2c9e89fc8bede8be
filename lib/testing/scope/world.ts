import { randomUUID } from 'node:crypto'
import { recordChange } from '@/lib/audit/service'
import { db, inTransaction, type Tx } from '@/lib/platform/db'
import { fileStore } from '@/lib/platform/file-store'
import type { People } from './who'

// Two of everything: one that each of those held to a part reaches, by its group, its tag and its owner, and one that
// none of them does. Every word of the first holds `inside`, every word of the second `hidden`.

/** A product, a segment, and what belongs to somebody, for an operation to be tried on. `gone`: there is none. */
export type At = {
  on: 'in' | 'out' | 'gone'
  code: string
  id: string
  version: number
  name: string
  group: string
  tag: string
  ownerId: string
  file: string
  mistake: string
  figure: string
  segment: string
  segmentId: string
  segmentVersion: number
  /** Somebody else's; those of one's own are made when they are asked for. */
  view: string
  bulk: string
  importId: string
}

export type World = Record<'in' | 'out' | 'gone', At>

const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')

async function cleared(tx: Tx): Promise<void> {
  await tx.product.deleteMany()
  await tx.processSegment.deleteMany()
  await tx.productGroup.deleteMany()
  await tx.productView.deleteMany()
  await tx.productListChoice.deleteMany()
  await tx.productBulkChange.deleteMany()
  await tx.productImport.deleteMany()
  await tx.notice.deleteMany()
}

async function group(tx: Tx, word: string): Promise<string> {
  const [code, label] = [`${word.toUpperCase()}S`, `${word} heat`]
  const create = [{ key: `${word}Heat`, label, type: 'number' as const, position: 1 }]
  const name = `${word} group`
  const row = await tx.productGroup.create({
    data: { code, name, description: `${word} words`, attributes: { create } },
  })
  return row.id
}

type Common = { word: 'inside' | 'hidden'; ownerId: string; groupId: string; otherGroupId: string }

/** Version 1 stood in the other's group, so that its history and its versions could name it. */
async function product(
  tx: Tx,
  people: People,
  { word, ownerId, groupId, otherGroupId }: Common,
): Promise<Pick<At, 'code' | 'id' | 'version' | 'name' | 'file' | 'mistake' | 'figure'>> {
  const code = `${word.toUpperCase()}-1`
  const name = `${word} sauce`
  const attributes = [{ key: `${word}Heat`, label: `${word} heat`, type: 'number', value: 3 }]
  const data = { code, codeKey: code.toLowerCase(), name, tags: [word], ownerId, attributes }
  const { id } = await tx.product.create({ data: { ...data, productGroupId: otherGroupId } })
  await tx.product.update({ where: { id }, data: { productGroupId: groupId, version: 2 } })
  const [mine, theirs] = word === 'inside' ? ['INSIDES', 'HIDDENS'] : ['HIDDENS', 'INSIDES']
  await recordChange(tx, people.editor, {
    action: 'product.updated',
    subject: { kind: 'product', id },
    changes: { groupCode: { before: theirs, after: mine }, version: { before: 1, after: 2 } },
  })
  const contentKey = await fileStore().put(PDF)
  const file = await tx.productFile.create({
    data: {
      productId: id,
      name: `${word}.pdf`,
      mediaType: 'application/pdf',
      size: PDF.byteLength,
      contentKey,
      addedById: ownerId,
      addedAt: new Date(),
    },
  })
  const mistake = await tx.productMistake.create({
    data: { productId: id, words: `${word} mistake`, reportedAt: new Date() },
  })
  const figure = await tx.productFigure.create({
    data: { productId: id, queryKey: 'revenue-by-month', pinnedAt: new Date() },
  })
  return { code, id, version: 2, name, file: file.id, mistake: mistake.id, figure: figure.id }
}

type NewSegment = { word: string; ownerId: string; parentId: string | null; suffix?: string }

async function segment(tx: Tx, { word, ownerId, parentId, suffix = 'STEP' }: NewSegment): Promise<string> {
  const code = `${word.toUpperCase()}-${suffix}`
  const name = `${word} sauce step`
  const data = { code, codeKey: code.toLowerCase(), name, tags: [word], ownerId, parentId, version: 2 }
  const parameters = [{ id: `${word}Heat`, description: '', value: '3', valueType: 'decimal', unit: null }]
  return (await tx.processSegment.create({ data: { ...data, parameters } })).id
}

/** The tree goes hidden, inside, hidden: what stands above and below is each other's. */
async function segments(tx: Tx, people: People, owners: { inside: string; hidden: string }) {
  const ofHidden = { word: 'hidden', ownerId: owners.hidden }
  const ofInside = { word: 'inside', ownerId: owners.inside }
  const hidden = await segment(tx, { ...ofHidden, parentId: null })
  const inside = await segment(tx, { ...ofInside, parentId: hidden })
  await segment(tx, { ...ofHidden, parentId: inside, suffix: 'LEAF' })
  await segment(tx, { ...ofInside, parentId: null, suffix: 'LEAF' })
  for (const [id, above] of [
    [inside, 'HIDDEN-STEP'],
    [hidden, 'INSIDE-LEAF'],
  ] as const)
    await recordChange(tx, people.editor, {
      action: 'segment.moved',
      subject: { kind: 'segment', id },
      changes: { parentCode: { before: null, after: above } },
    })
  return { inside, hidden }
}

async function ofSomebody(
  tx: Tx,
  userId: string,
  word: string,
): Promise<Pick<At, 'view' | 'bulk' | 'importId'>> {
  const view = await tx.productView.create({
    data: { ownerId: userId, name: `${word} view`, query: '', createdAt: new Date(), updatedAt: new Date() },
  })
  const bulk = await tx.productBulkChange.create({ data: { userId, chosen: 1 } })
  return { view: view.id, bulk: bulk.id, importId: await importOf(userId, `${word}.csv`, { client: tx }) }
}

/** An import that was checked, of a row that would be left out. */
export async function importOf(
  actorId: string,
  fileName: string,
  { scopeKey = null, client = db() }: { scopeKey?: string | null; client?: Tx },
): Promise<string> {
  const { id } = await client.productImport.create({
    data: {
      actorKind: 'user',
      actorId,
      fileName,
      format: 'csv',
      headers: ['code', 'name'],
      headerKey: randomUUID(),
      mapping: ['code', 'name'],
      state: 'checked',
      rowCount: 1,
      scopeKey,
      createdAt: new Date(),
      changedAt: new Date(),
    },
  })
  await client.$executeRaw`
    INSERT INTO product_import_row (import_id, n, cells, code_key, outcome, reasons)
    VALUES (${id}::uuid, 2, ${JSON.stringify([fileName, 'x'])}::jsonb, 'x', 'skip', ARRAY[${fileName}])`
  return id
}

/** Everything anew, in one transaction. `hiddenOwner`: somebody who stands in no column. */
export async function buildWorld(people: People, hiddenOwner: string): Promise<World> {
  return await inTransaction(async (tx) => {
    await cleared(tx)
    const owners = { inside: people.own.userId as string, hidden: hiddenOwner }
    const groups = { inside: await group(tx, 'inside'), hidden: await group(tx, 'hidden') }
    const steps = await segments(tx, people, owners)
    const theirs = await ofSomebody(tx, hiddenOwner, 'hidden')
    const at = async (on: 'in' | 'out'): Promise<At> => {
      const [word, other] = on === 'in' ? (['inside', 'hidden'] as const) : (['hidden', 'inside'] as const)
      const ownerId = owners[word]
      const common = { word, ownerId, groupId: groups[word], otherGroupId: groups[other] }
      const record = await product(tx, people, common)
      const both = [steps.hidden, steps.inside].map((segmentId, n) => ({ segmentId, position: n + 1 }))
      await tx.productSegment.createMany({ data: both.map((step) => ({ ...step, productId: record.id })) })
      const [code, named] = [word.toUpperCase(), { tag: word, ownerId, segmentId: steps[word] }]
      return {
        on,
        ...record,
        ...named,
        ...theirs,
        group: `${code}S`,
        segment: `${code}-STEP`,
        segmentVersion: 2,
      }
    }
    const world = { in: await at('in'), out: await at('out') }
    await tx.product.create({ data: { code: 'BARE-1', codeKey: 'bare-1', name: 'hidden, in no group' } })
    return { ...world, gone: goneLike(world.out) }
  })
}

function goneLike(at: At): At {
  const ids = ['id', 'file', 'mistake', 'figure', 'segmentId', 'view', 'bulk', 'importId'] as const
  const fresh = Object.fromEntries(ids.map((name) => [name, randomUUID()]))
  return { ...at, ...fresh, on: 'gone', code: 'GONE-1', group: 'GONES', segment: 'GONE-STEP' }
}

const KEPT = [
  'product',
  'product_code',
  'product_version',
  'product_group',
  'product_group_attribute',
  'product_file',
  'product_mistake',
  'product_figure',
  'product_watch',
  'product_view',
  'product_list_choice',
  'product_bulk_change',
  'product_bulk_item',
  'product_import',
  'product_import_row',
  'product_segment',
  'process_segment',
  'notice',
] as const

/** What stands in each table, in a few letters: equal as long as nothing was changed. */
export async function digestOfWorld(): Promise<Record<string, string>> {
  const parts = KEPT.map(
    (table) =>
      `(SELECT md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM ${table} t) AS ${table}`,
  )
  const rows = await db().$queryRawUnsafe<Record<string, string>[]>(`SELECT ${parts.join(', ')}`)
  return rows[0] ?? {}
}
