import { randomUUID } from 'node:crypto'
import { recordChange } from '@/lib/audit/service'
import { db, inTransaction } from '@/lib/platform/db'
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

async function cleared(): Promise<void> {
  await db().product.deleteMany()
  await db().processSegment.deleteMany()
  await db().productGroup.deleteMany()
  await db().productView.deleteMany()
  await db().productListChoice.deleteMany()
  await db().productBulkChange.deleteMany()
  await db().productImport.deleteMany()
  await db().notice.deleteMany()
}

async function group(word: string): Promise<string> {
  const [code, label] = [`${word.toUpperCase()}S`, `${word} heat`]
  const create = [{ key: `${word}Heat`, label, type: 'number' as const, position: 1 }]
  const name = `${word} group`
  const row = await db().productGroup.create({
    data: { code, name, description: `${word} words`, attributes: { create } },
  })
  return row.id
}

type Common = { word: 'inside' | 'hidden'; ownerId: string; groupId: string; otherGroupId: string }

/** Version 1 stood in the other's group, so that its history and its versions could name it. */
async function product(
  people: People,
  { word, ownerId, groupId, otherGroupId }: Common,
  addedById: string,
): Promise<Pick<At, 'code' | 'id' | 'version' | 'name' | 'file' | 'mistake'>> {
  const code = `${word.toUpperCase()}-1`
  const name = `${word} sauce`
  const attributes = [{ key: `${word}Heat`, label: `${word} heat`, type: 'number', value: 3 }]
  const data = { code, codeKey: code.toLowerCase(), name, tags: [word], ownerId, attributes }
  const { id } = await db().product.create({ data: { ...data, productGroupId: otherGroupId } })
  await db().product.update({ where: { id }, data: { productGroupId: groupId, version: 2 } })
  const [mine, theirs] = word === 'inside' ? ['INSIDES', 'HIDDENS'] : ['HIDDENS', 'INSIDES']
  await inTransaction((tx) =>
    recordChange(tx, people.editor, {
      action: 'product.updated',
      subject: { kind: 'product', id },
      changes: { groupCode: { before: theirs, after: mine }, version: { before: 1, after: 2 } },
    }),
  )
  const contentKey = await fileStore().put(PDF)
  const file = await db().productFile.create({
    data: {
      productId: id,
      name: `${word}.pdf`,
      mediaType: 'application/pdf',
      size: PDF.byteLength,
      contentKey,
      addedById,
      addedAt: new Date(),
    },
  })
  const mistake = await db().productMistake.create({
    data: { productId: id, words: `${word} mistake`, reportedAt: new Date() },
  })
  return { code, id, version: 2, name, file: file.id, mistake: mistake.id }
}

async function segment(word: string, ownerId: string, parentId: string | null, suffix = 'STEP') {
  const code = `${word.toUpperCase()}-${suffix}`
  const name = `${word} sauce step`
  const data = { code, codeKey: code.toLowerCase(), name, tags: [word], ownerId, parentId, version: 2 }
  const parameters = [{ id: `${word}Heat`, description: '', value: '3', valueType: 'decimal', unit: null }]
  return (await db().processSegment.create({ data: { ...data, parameters } })).id
}

/** The tree goes hidden, inside, hidden: what stands above and below is each other's. */
async function segments(people: People, owners: { inside: string; hidden: string }) {
  const hidden = await segment('hidden', owners.hidden, null)
  const inside = await segment('inside', owners.inside, hidden)
  await segment('hidden', owners.hidden, inside, 'LEAF')
  await segment('inside', owners.inside, null, 'LEAF')
  for (const [id, above] of [
    [inside, 'HIDDEN-STEP'],
    [hidden, 'INSIDE-LEAF'],
  ] as const)
    await inTransaction((tx) =>
      recordChange(tx, people.editor, {
        action: 'segment.moved',
        subject: { kind: 'segment', id },
        changes: { parentCode: { before: null, after: above } },
      }),
    )
  return { inside, hidden }
}

async function ofSomebody(userId: string, word: string): Promise<Pick<At, 'view' | 'bulk' | 'importId'>> {
  const view = await db().productView.create({
    data: { ownerId: userId, name: `${word} view`, query: '', createdAt: new Date(), updatedAt: new Date() },
  })
  const bulk = await db().productBulkChange.create({ data: { userId, chosen: 1 } })
  return { view: view.id, bulk: bulk.id, importId: await importOf(userId, `${word}.csv`) }
}

/** An import that was checked, of a row that would be left out. */
export async function importOf(actorId: string, fileName: string, scopeKey: string | null = null) {
  const { id } = await db().productImport.create({
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
  await db().$executeRaw`
    INSERT INTO product_import_row (import_id, n, cells, code_key, outcome, reasons)
    VALUES (${id}::uuid, 2, ${JSON.stringify([fileName, 'x'])}::jsonb, 'x', 'skip', ARRAY[${fileName}])`
  return id
}

/** Everything anew. `hiddenOwner`: somebody who stands in no column. */
export async function buildWorld(people: People, hiddenOwner: string): Promise<World> {
  await cleared()
  const owners = { inside: people.own.userId as string, hidden: hiddenOwner }
  const groups = { inside: await group('inside'), hidden: await group('hidden') }
  const ids = await segments(people, owners)
  const theirs = await ofSomebody(hiddenOwner, 'hidden')
  const made: Partial<World> = {}
  for (const [on, word, other] of [
    ['in', 'inside', 'hidden'],
    ['out', 'hidden', 'inside'],
  ] as const) {
    const common = { word, ownerId: owners[word], groupId: groups[word], otherGroupId: groups[other] }
    const record = await product(people, common, owners[word])
    const steps = [ids.hidden, ids.inside].map((segmentId, n) => ({ segmentId, position: n + 1 }))
    await db().productSegment.createMany({ data: steps.map((step) => ({ ...step, productId: record.id })) })
    const code = `${word.toUpperCase()}-STEP`
    const step = { segment: code, segmentId: ids[word], segmentVersion: 2 }
    made[on] = {
      on,
      ...record,
      group: `${word.toUpperCase()}S`,
      tag: word,
      ownerId: owners[word],
      ...step,
      ...theirs,
    }
  }
  await db().product.create({ data: { code: 'BARE-1', codeKey: 'bare-1', name: 'hidden, in no group' } })
  const { in: inside, out } = made as World
  return { in: inside, out, gone: goneLike(out) }
}

function goneLike(at: At): At {
  const ids = ['id', 'file', 'mistake', 'segmentId', 'view', 'bulk', 'importId'] as const
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
