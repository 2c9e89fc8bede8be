import { type Product, toDraft } from '@/lib/products/model'

/** A product's fields as its form's controls hold them. */
export type ProductFormValues = {
  name: string
  description: string
  groupCode: string
  status: string
  tags: string
}

export function toFormValues(product: Product): ProductFormValues {
  const { groupCode, tags, ...rest } = toDraft(product)
  return { ...rest, groupCode: groupCode ?? '', tags: tags.join(', ') }
}
