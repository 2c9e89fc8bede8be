import type { FormLine } from '@/components/ui/conflict-table'
import { usedRows } from '@/components/ui/form-rows'
import { sortAttributes, toAttributeText } from '@/lib/products/attributes'
import {
  LINK_TYPE_LABELS,
  type LinkType,
  type Product,
  type ProductGroup,
  type ProductStatus,
  STATUS_LABELS,
} from '@/lib/products/model'

/** A product's fields by the names of its form's controls. */
export type ProductFormValues = Readonly<Record<string, string>>

/** What the form offers to choose from. */
export type ProductChoices = {
  groups: readonly ProductGroup[]
  people: readonly { id: string; name: string }[]
  /** There are more people than are offered. */
  morePeople: boolean
}

const BLANK_LINKS = 3

export const EMPTY_VALUES: ProductFormValues = {
  code: '',
  name: '',
  description: '',
  groupCode: '',
  status: 'active',
  ownerId: '',
  tags: '',
}

export function toFormValues(product: Product, groups: readonly ProductGroup[]): ProductFormValues {
  const values: Record<string, string> = {
    newCode: product.code,
    name: product.name,
    description: product.description,
    groupCode: product.group?.code ?? '',
    status: product.status,
    ownerId: product.owner?.id ?? '',
    tags: product.tags.join(', '),
  }
  for (const { attributes } of groups) {
    for (const { definition, value } of sortAttributes(product.attributes, attributes).asked) {
      if (value !== null) values[`attr.${definition.key}`] = toAttributeText(value.value)
    }
  }
  for (const [index, { type, label, url }] of product.links.entries()) {
    values[`link.${index}.type`] = type
    values[`link.${index}.label`] = label
    values[`link.${index}.url`] = url
  }
  return values
}

/** How many rows of links the form shows: those there are, and a few more. */
export function linkRows(values: ProductFormValues): number {
  return usedRows(values, /^link\.(\d+)\.(url|label)$/) + BLANK_LINKS
}

/** What a form holds, line by line in words; attributes of the group that is chosen in it. */
export function toFormLines(
  values: ProductFormValues,
  { groups, people }: Pick<ProductChoices, 'groups' | 'people'>,
): FormLine[] {
  const group = groups.find(({ code }) => code === values.groupCode)
  const owner = people.find(({ id }) => id === values.ownerId)
  const plain: FormLine[] = [
    { field: 'newCode', label: 'Code', text: values.newCode ?? '' },
    { field: 'name', label: 'Name', text: values.name ?? '' },
    { field: 'description', label: 'Description', text: values.description ?? '' },
    { field: 'groupCode', label: 'Group', text: group?.name ?? values.groupCode ?? '' },
    {
      field: 'status',
      label: 'Status',
      text: STATUS_LABELS[values.status as ProductStatus] ?? values.status ?? '',
    },
    { field: 'ownerId', label: 'Owner', text: owner?.name ?? values.ownerId ?? '' },
    { field: 'tags', label: 'Tags', text: values.tags ?? '' },
  ]
  const attributes = (group?.attributes ?? []).map(({ key, label, unit }): FormLine => {
    const value = values[`attr.${key}`] ?? ''
    return { field: `attr.${key}`, label, text: value === '' || unit === null ? value : `${value} ${unit}` }
  })
  return [...plain, ...attributes, { field: 'link.0.url', label: 'Links', text: linkText(values) }]
}

function linkText(values: ProductFormValues): string {
  return Array.from({ length: linkRows(values) }, (_, index) => {
    const url = values[`link.${index}.url`] ?? ''
    if (url === '') return ''
    const label = values[`link.${index}.label`] || url
    const type = LINK_TYPE_LABELS[values[`link.${index}.type`] as LinkType] ?? LINK_TYPE_LABELS.other
    return `${type}: ${label} (${url})`
  })
    .filter(Boolean)
    .join('\n')
}
