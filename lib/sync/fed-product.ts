import type { ProductLink } from '@/lib/products/model'
import type { FedProduct } from '@/lib/products/model/fed'
import { syncedAttribute, syncedLink } from '@/lib/products/model/fed'
import type { SyncedField } from '@/lib/synced/model'
import { type Entity, headOf, linesOf, type Told, toldBy, unitOf } from './entity-values'
import type { FieldNames, ProductMapping } from './model'

/** What the products call what a mapping calls otherwise. */
const FIELDS = [
  ['code', 'code'],
  ['name', 'name'],
  ['description', 'description'],
  ['status', 'status'],
  ['productGroup', 'groupCode'],
  ['owner', 'ownerId'],
] as const

/** What of a product a mapping feeds, in the words of the products. */
export function fedProductFields({ fields, attributes, links }: ProductMapping): SyncedField[] {
  return [
    ...FIELDS.flatMap(([name, field]) => (fields[name] === undefined ? [] : [field])),
    ...attributes.map(({ key }) => syncedAttribute(key)),
    ...links.map(({ label }) => syncedLink(label)),
  ]
}

/** An entity as what it tells of a product. Nothing is judged here but what cannot be read at all. */
export function toFedProduct(
  { fields, attributes, links, units }: ProductMapping,
  names: FieldNames,
  entity: Entity,
): FedProduct {
  const told = toldBy(entity, names)
  const { textOf } = told
  return {
    ...headOf(entity, told),
    description: fields.description === undefined ? undefined : linesOf(textOf('description')),
    status: fields.status === undefined ? undefined : statusOf(textOf('status'), fields.status.as),
    group: groupOf(fields.productGroup, textOf),
    owner: fields.owner === undefined ? undefined : textOf('owner'),
    attributes: attributes.map((attribute) => attributeOf(attribute, units, told)),
    links: links.flatMap((link) => linkOf(link, told)),
    faults: told.faults,
  }
}

/** The company's own words for the portal's statuses, in any case; what has none of them is judged as it stands. */
function statusOf(text: string, as: Readonly<Record<string, string>>): string {
  const word = text.trim().toLowerCase()
  return Object.entries(as).find(([own]) => own.toLowerCase() === word)?.[1] ?? text
}

function groupOf(
  productGroup: ProductMapping['fields']['productGroup'],
  textOf: Told['textOf'],
): string | undefined {
  if (productGroup === undefined) return undefined
  return 'always' in productGroup ? productGroup.always : textOf('productGroup')
}

const DIGITS = 15

function attributeOf(
  { key, ...measured }: ProductMapping['attributes'][number],
  units: ProductMapping['units'],
  told: Told,
): FedProduct['attributes'][number] {
  const value = told.fieldOf(`attributes.${key}`)
  const isMeasured = measured.unit !== undefined || measured.unitField !== undefined
  return {
    key,
    text: plainText(value) ?? told.textOf(`attributes.${key}`),
    unit: isMeasured ? unitOf(measured, units, () => told.textOf(`units.${key}`)) : null,
  }
}

/** As the portal writes numbers and answers; what was worked out there has digits beyond those that anybody gave. */
function plainText(value: unknown): string | null {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'number' ? String(Number(value.toPrecision(DIGITS))) : null
}

/** One without an address is none. */
function linkOf({ label, type }: ProductMapping['links'][number], { textOf }: Told): ProductLink[] {
  const url = textOf(`links.${label}`).trim()
  return url === '' ? [] : [{ type, label, url }]
}
