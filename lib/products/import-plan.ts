import type { Actor, UserId } from '@/lib/access/model'
import { isLockedWhole, sourceName } from '@/lib/synced/model'
import { mergeAttributes } from './attributes'
import { draftChanges } from './changes'
import { attributeKeyOf, FILE_FIELDS, type PlainField, readLinkLines } from './file-columns'
import type { ImportChange, ImportOutcome } from './import-model'
import { givenFields, type RowTexts } from './import-row'
import { lockFaults } from './locks'
import {
  type AttributeDefinition,
  EMPTY_DRAFT,
  PRODUCT_STATUSES,
  type Product,
  type ProductDraft,
  STATUS_LABELS,
  toDraft,
} from './model'
import { canEdit, canRead, canSaveAs } from './policy'
import { createProductInput } from './schema/draft'

/** A draft with its group found, as it will be written. */
export type PlannedDraft = Omit<ProductDraft, 'groupCode'> & { groupId: string | null }

export type PlannedRow = {
  outcome: ImportOutcome
  reasons: string[]
  draft: PlannedDraft | null
  changes: ImportChange | null
  present: Product | null
  /** It was skipped for want of a right to this product. */
  refused?: Product
}

export type ImportGroup = { id: string; code: string; attributes: readonly AttributeDefinition[] }

export type Owner = { found: 'one'; id: UserId; disabled: boolean } | { found: 'none' } | { found: 'several' }

export type PlanContext = {
  actor: Actor
  /** By code and by name, in lower case; null where several have that name. */
  groups: ReadonlyMap<string, ImportGroup | null>
  owners: ReadonlyMap<string, Owner>
  /** What stands in files for each owner. */
  references: ReadonlyMap<string, string>
}

/** What a refusal says: why, in words for the one who imports. */
class Refused extends Error {
  readonly reasons: string[]
  constructor(...reasons: string[]) {
    super(reasons.join(' '))
    this.reasons = reasons
  }
}

/** The one who imports may not change this product. */
class NotTheirs extends Refused {
  readonly product: Product
  constructor(product: Product) {
    super('A product has this code that you may not change.')
    this.product = product
  }
}

/** What would become of a row, and why. Pure: what it needs to know was looked up before. */
export function planRow(
  row: { texts: RowTexts; errors: readonly string[] },
  present: Product | null,
  context: PlanContext,
): PlannedRow {
  try {
    if (row.errors.length > 0) throw new Refused(...row.errors)
    return present === null ? planAddition(row.texts, context) : planChange(row.texts, present, context)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const skipped: PlannedRow = {
      outcome: 'skip',
      reasons: error.reasons,
      draft: null,
      changes: null,
      present: null,
    }
    return error instanceof NotTheirs ? { ...skipped, refused: error.product } : skipped
  }
}

function planChange(texts: RowTexts, present: Product, context: PlanContext): PlannedRow {
  const { actor } = context
  if (!canRead(actor, present)) throw new NotTheirs(present)
  const code = texts.get('code')?.text.trim() ?? ''
  if (code.toLowerCase() !== present.code.toLowerCase()) {
    throw new Refused(`The product that had this code is now ${present.code}.`)
  }
  const definitions = context.groups.get(present.group?.code.toLowerCase() ?? '')?.attributes ?? []
  const owner = context.references.get(present.owner?.id ?? '')
  const given = givenFields(texts, present, { definitions, owner })
  const same: PlannedRow = { outcome: 'same', reasons: [], draft: null, changes: null, present }
  if (given.size === 0) return same
  if (!canEdit(actor, present)) throw new NotTheirs(present)
  if (isLockedWhole(present))
    throw new Refused(`This product comes from ${sourceName(present.source)}. Change it there.`)
  if (present.status === 'archived') throw new Refused('This product is archived. Restore it first.')
  const before = toDraft(present)
  const { draft, groupId } = applyGiven(before, given, context)
  const changes = draftChanges(before, draft)
  if (Object.keys(changes).length === 0) return same
  const locked = lockFaults(present, before, draft)
  if (locked.length > 0) throw new Refused(...locked.map(({ words }) => words))
  if (!canSaveAs(actor, 'edit:product', draft)) {
    throw new Refused('It would leave what you may edit: choose another group, tag or owner.')
  }
  return { outcome: 'change', reasons: [], draft: withGroup(draft, groupId), changes, present }
}

function planAddition(texts: RowTexts, context: PlanContext): PlannedRow {
  const given = givenFields(texts, null, { definitions: [], owner: undefined })
  const code = texts.get('code')?.text ?? ''
  const { draft, groupId } = applyGiven({ ...EMPTY_DRAFT, code }, given, context)
  if (!canSaveAs(context.actor, 'create:product', draft)) {
    throw new Refused(
      draft.groupCode === null
        ? 'You may not add products without a group.'
        : 'You may not add products to this group.',
    )
  }
  const changes = draftChanges(EMPTY_DRAFT, draft)
  return { outcome: 'add', reasons: [], draft: withGroup(draft, groupId), changes, present: null }
}

function withGroup({ groupCode: _, ...draft }: ProductDraft, groupId: string | null): PlannedDraft {
  return { ...draft, groupId }
}

type Applied = { draft: ProductDraft; groupId: string | null }

/** The draft with what the row gives, by the rules of the form. @throws Refused with every reason at once */
function applyGiven(before: ProductDraft, given: ReadonlyMap<string, string>, context: PlanContext): Applied {
  const reasons: string[] = []
  const isNew = before.name === ''
  const group = groupOf(given, before, context, reasons)
  const ownerId = ownerOf(given, before, context, reasons)
  const fields = readFields(before, given, isNew, reasons)
  const { attributes, ...refused } = attributesOf(before, given, group, isNew)
  reasons.push(...refused.reasons)
  if (reasons.length > 0) throw new Refused(...reasons)
  const draft = { ...before, ...fields, groupCode: group?.code ?? null, ownerId, attributes }
  return { draft, groupId: group?.id ?? null }
}

function groupOf(
  given: ReadonlyMap<string, string>,
  before: ProductDraft,
  { groups }: PlanContext,
  reasons: string[],
): ImportGroup | null {
  const text = (given.get('group') ?? before.groupCode ?? '').trim()
  if (text === '') return null
  const group = groups.get(text.toLowerCase())
  if (group) return group
  // The same for a group that is not there and one that is out of reach.
  reasons.push(
    group === null
      ? `Group: several groups are called “${text.slice(0, 64)}”. Give the code.`
      : `Group: there is no group “${text.slice(0, 64)}” that you may put products in.`,
  )
  return null
}

function ownerOf(
  given: ReadonlyMap<string, string>,
  before: ProductDraft,
  { owners }: PlanContext,
  reasons: string[],
): string | null {
  const text = given.get('owner')
  if (text === undefined) return before.ownerId
  if (text.trim() === '') return null
  const owner = owners.get(text) ?? { found: 'none' }
  if (owner.found === 'one' && (!owner.disabled || owner.id === before.ownerId)) return owner.id
  reasons.push(
    owner.found === 'several'
      ? `Owner: several people are called “${text.slice(0, 80)}”. Give the e-mail address.`
      : `Owner: nobody is called “${text.slice(0, 80)}”.`,
  )
  return null
}

type Fields = Partial<Pick<ProductDraft, 'code' | 'name' | 'description' | 'status' | 'tags' | 'links'>>

/** What the form's own schema makes of what is given; for the rest of it something that it takes. */
function readFields(
  before: ProductDraft,
  given: ReadonlyMap<string, string>,
  isNew: boolean,
  reasons: string[],
): Fields {
  const links = given.has('links') ? readLinkLines(given.get('links') ?? '') : []
  if (links === null)
    reasons.push('Links: give one address a line, as in “document: Data sheet <https://…>”.')
  const parsed = createProductInput.safeParse({
    code: isNew ? before.code : 'code',
    name: given.get('name') ?? (isNew ? '' : 'name'),
    description: given.get('description') ?? '',
    groupCode: '',
    status: toStatus(given.get('status')),
    tags: given.get('tags') ?? '',
    link: links ?? [],
  })
  if (!parsed.success) {
    const first = new Map(
      parsed.error.issues.toReversed().map(({ path, message }) => [String(path[0]), message]),
    )
    for (const [name, message] of [...first].toReversed()) {
      const field = name === 'link' ? 'links' : name
      reasons.push(`${FILE_FIELDS[field as PlainField]?.label ?? field}: ${message}`)
    }
    return {}
  }
  const { code, name, description, status, tags, link } = parsed.data
  return {
    ...(isNew && { code }),
    ...(given.has('name') && { name }),
    ...(given.has('description') && { description }),
    ...(given.has('status') && given.get('status')?.trim() !== '' && { status }),
    ...(given.has('tags') && { tags }),
    ...(given.has('links') && { links: link ?? [] }),
  }
}

/** A status by its word or its label, in any case; none: the usual one. */
export function toStatus(text: string | undefined): string {
  const word = text?.trim().toLowerCase() ?? ''
  if (word === '') return 'active'
  return PRODUCT_STATUSES.find((one) => one === word || STATUS_LABELS[one].toLowerCase() === word) ?? word
}

function attributesOf(
  before: ProductDraft,
  given: ReadonlyMap<string, string>,
  group: ImportGroup | null,
  isNew: boolean,
): { attributes: ProductDraft['attributes']; reasons: string[] } {
  const texts = [...given].flatMap(([field, text]) => {
    const key = attributeKeyOf(field)
    return key === null ? [] : [[key, text] as const]
  })
  const moved = group?.code !== (before.groupCode ?? undefined)
  if (texts.length === 0 && !moved && !isNew) return { attributes: before.attributes, reasons: [] }
  const definitions = group?.attributes ?? []
  const known = new Set(definitions.map(({ key }) => key))
  const unknown = texts.filter(([key, text]) => !known.has(key) && text.trim() !== '')
  const mine = texts.filter(([key]) => known.has(key))
  const { attributes, errors } = mergeAttributes(
    before.attributes,
    definitions,
    mine.length > 0 || isNew ? Object.fromEntries(mine) : undefined,
  )
  return {
    attributes,
    reasons: [
      ...unknown.map(
        ([key]) => `${group === null ? 'Without a group there is' : 'Its group has'} no attribute “${key}”.`,
      ),
      ...Object.values(errors).flat(),
    ],
  }
}
