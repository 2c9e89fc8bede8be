import type { TableColumn, WrittenCell } from '@/lib/platform/tables/model'
import { sortAttributes, toAttributeText } from './attributes'
import type { AttributeDefinition, Product, ProductLink } from './model'

/** The columns of a products file, in order. What is added here is exported, offered for mapping and imported. */
export const FILE_FIELDS = {
  code: { label: 'Code', also: ['product code', 'product', 'sku', 'item', 'item number', 'article'] },
  name: { label: 'Name', also: ['product name', 'title'] },
  description: { label: 'Description', also: ['text', 'notes'] },
  status: { label: 'Status', also: ['state'] },
  group: { label: 'Group', also: ['product group', 'group code', 'category'] },
  owner: { label: 'Owner', also: ['product owner', 'responsible'] },
  tags: { label: 'Tags', also: ['labels', 'keywords'] },
  links: { label: 'Links', also: ['urls'] },
} as const

export type PlainField = keyof typeof FILE_FIELDS
export const PLAIN_FIELDS = Object.keys(FILE_FIELDS) as PlainField[]

const ATTRIBUTE = 'attribute:'

export function attributeField(key: string): string {
  return ATTRIBUTE + key
}

/** The attribute's key, or null for one of the plain fields. */
export function attributeKeyOf(field: string): string | null {
  return field.startsWith(ATTRIBUTE) ? field.slice(ATTRIBUTE.length) : null
}

/** What groups ask for, each key once: a number only where it is one in every group. */
export function attributeColumns(definitions: readonly AttributeDefinition[]): AttributeDefinition[] {
  const byKey = new Map<string, AttributeDefinition>()
  for (const one of definitions) {
    const known = byKey.get(one.key)
    byKey.set(one.key, known === undefined || known.type === one.type ? one : { ...known, type: 'text' })
  }
  return [...byKey.values()]
}

export function fileColumns(attributes: readonly AttributeDefinition[]): TableColumn[] {
  return [
    ...PLAIN_FIELDS.map((name) => ({ name, kind: 'text' as const })),
    ...attributes.map(({ key, type }) => ({
      name: attributeField(key),
      kind: type === 'number' ? ('number' as const) : ('text' as const),
    })),
  ]
}

/** What of a product stands in a file: its own fields, and the values that its group asks for. */
export type FileProduct = Pick<
  Product,
  'code' | 'name' | 'description' | 'status' | 'group' | 'owner' | 'tags' | 'attributes' | 'links'
>

type Words = {
  /** What its group asks for. */
  definitions: readonly AttributeDefinition[]
  /** What stands for its owner. */
  owner: string | undefined
}

export function fileValue(product: FileProduct, field: string, words: Words): WrittenCell {
  const key = attributeKeyOf(field)
  if (key !== null) {
    const { asked } = sortAttributes(product.attributes, words.definitions)
    const value = asked.find(({ definition }) => definition.key === key)?.value?.value
    return typeof value === 'number' ? value : toAttributeText(value) || null
  }
  switch (field as PlainField) {
    case 'group':
      return product.group?.code ?? null
    case 'owner':
      return product.owner === null ? null : (words.owner ?? product.owner.id)
    case 'tags':
      return product.tags.join(', ') || null
    case 'links':
      return product.links.map(toLinkLine).join('\n') || null
    default:
      return product[field as 'code' | 'name' | 'description' | 'status'] || null
  }
}

function toLinkLine({ type, label, url }: ProductLink): string {
  return `${type}: ${label.replace(/\s+/g, ' ').trim()} <${url.replace(/\s/g, encodeURIComponent)}>`
}

const LINK_LINE = /^(?:(knowledge|dashboard|query|document|other): )?(?:(.*) )?<?(https?:\/\/\S+?)>?$/i

/** Lines as they are exported, or plain addresses; null for one that is neither. */
export function readLinkLines(text: string): { type: string; label: string; url: string }[] | null {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')
  const links = lines.map((line) => LINK_LINE.exec(line.trim()))
  if (links.some((link) => link === null)) return null
  return links.map((link) => ({
    type: link?.[1]?.toLowerCase() ?? 'other',
    label: link?.[2]?.trim() ?? '',
    url: link?.[3] ?? '',
  }))
}

const plain = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')

/** Which field each header most likely means; empty for none. No field twice. */
export function guessMapping(
  headers: readonly string[],
  attributes: readonly AttributeDefinition[],
): string[] {
  const taken = new Set<string>()
  return headers.map((header) => {
    const field = fieldOf(plain(header), attributes)
    if (field === '' || taken.has(field)) return ''
    taken.add(field)
    return field
  })
}

function fieldOf(word: string, attributes: readonly AttributeDefinition[]): string {
  const known = PLAIN_FIELDS.find(
    (field) => word === field || (FILE_FIELDS[field].also as readonly string[]).includes(word),
  )
  if (known !== undefined) return known
  const attribute = attributes.find(({ key, label }) =>
    [attributeField(key), label, key].some((name) => word === plain(name)),
  )
  return attribute === undefined ? '' : attributeField(attribute.key)
}
