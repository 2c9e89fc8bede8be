import type { SyncedField } from '@/lib/synced/model'
import {
  byUpstreamId,
  type JudgedRow,
  type Planned,
  type PresentRecord,
  planGone,
  planRows,
  type RecordWrite,
} from '@/lib/synced/model/plan'
import { mergeAttributes } from './attributes'
import { draftChanges } from './changes'
import { mergeTheirs } from './locks'
import { EMPTY_DRAFT, type Product, type ProductDraft, toDraft } from './model'
import { type FedProduct, syncedLink } from './model/fed'
import type { JudgedProduct } from './sync-judge'

/** A product that is there, as a sync looks at it. */
export type PresentProduct = PresentRecord & Product & { groupId: string | null }

export type ProductWrite = RecordWrite<PresentProduct> & { draft: ProductDraft; groupId: string | null }

export type PlannedProduct = Planned<PresentProduct, ProductWrite>

export type ProductGround = {
  source: string
  fields: readonly SyncedField[]
  tags: readonly string[]
  /** Those that the source feeds, gone ones too. */
  present: readonly PresentProduct[]
  /** Who has, or had, the codes that are told, by code in lower case. */
  holders: ReadonlyMap<string, Product>
}

/** What a sync does with each product, and why. Pure: what it needs to know was looked up before. */
export function planProducts(
  rows: readonly JudgedRow<FedProduct, JudgedProduct>[],
  ground: ProductGround,
): PlannedProduct[] {
  const { source, fields, present } = ground
  const ours = byUpstreamId(source, present)
  const byId = new Map(present.map((product) => [product.id, product]))
  const holders = new Map(
    [...ground.holders].map(([key, product]) => [
      key,
      byId.get(product.id) ?? { ...product, upstreamId: null, groupId: null },
    ]),
  )
  const shared = { source, fields, noun: 'product', ours, holders }
  const planned = planRows(rows, shared, (judged, known) => toWrite(judged, known, ground))
  return [...planned, ...planGone(rows, shared, planned)]
}

function toWrite(judged: JudgedProduct, present: PresentProduct | null, ground: ProductGround): ProductWrite {
  const before = present === null ? EMPTY_DRAFT : toDraft(present)
  const { code, name, description, status, group, ownerId, upstreamId } = judged
  const draft: ProductDraft = {
    code,
    name,
    description: description ?? before.description,
    status: status ?? before.status,
    groupCode: group === undefined ? before.groupCode : (group?.code ?? null),
    ownerId: ownerId === undefined ? before.ownerId : ownerId,
    tags: present === null ? ground.tags : present.tags,
    attributes: attributesOf(judged, before),
    links: linksOf(judged, before, ground),
  }
  const groupId = group === undefined ? (present?.groupId ?? null) : (group?.id ?? null)
  return { code, present, upstreamId, draft, groupId, changes: draftChanges(before, draft) }
}

/** What the mapping tells in place of what there was; the group's other values stay, and so does what it does not ask for. */
function attributesOf({ group, given }: JudgedProduct, before: ProductDraft): ProductDraft['attributes'] {
  // Without a word on the group the mapping tells no attributes either (lib/sync/schema.ts).
  if (group === undefined) return before.attributes
  return mergeAttributes(before.attributes, group?.attributes ?? [], given).attributes
}

/** Each link by its words: what the portal put beside those of the mapping stays. */
function linksOf(
  { links }: JudgedProduct,
  before: ProductDraft,
  ground: ProductGround,
): ProductDraft['links'] {
  const theirs = new Set(ground.fields.map((field) => field.toLowerCase()))
  return mergeTheirs(before.links, links, {
    isTheirs: ({ label }) => theirs.has(syncedLink(label).toLowerCase()),
    keyOf: ({ label }) => label.toLowerCase(),
  })
}
