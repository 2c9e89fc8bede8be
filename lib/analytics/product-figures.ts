import type { Cell } from '@/lib/connectors/tabular'
import type { QueryAnswer, QueryKey } from './model'

/** The questions of the catalogue that a product's card asks, with its code as their parameter `product`. */
export const PRODUCT_MONTHS = 'product-by-month' as QueryKey
export const PRODUCT_STANDING = 'product-standing' as QueryKey

export type ProductMonth = { month: string; revenue: string; quantity: string }

export type ProductStanding = {
  productGroup: string
  /** 1 is the best of its group; products of equal revenue share a place. */
  place: number
  products: number
  inStock: number | null
  onOrder: number | null
  reorderLevel: number | null
}

type Answered = Pick<QueryAnswer, 'columns' | 'rows'>

export function toMonths(answer: Answered): ProductMonth[] {
  const cell = cellsOf(answer)
  return answer.rows.map((row) => ({
    month: String(cell(row, 'month')),
    revenue: String(cell(row, 'revenue') ?? '0'),
    quantity: String(cell(row, 'quantity') ?? '0'),
  }))
}

/** Null where the warehouse does not know the product. */
export function toStanding(answer: Answered): ProductStanding | null {
  const [row] = answer.rows
  if (row === undefined) return null
  const cell = cellsOf(answer)
  const figure = (name: string) => {
    const value = cell(row, name)
    return value === null ? null : Number(value)
  }
  return {
    productGroup: String(cell(row, 'product_group') ?? ''),
    place: figure('place') ?? 0,
    products: figure('products') ?? 0,
    inStock: figure('in_stock'),
    onOrder: figure('on_order'),
    reorderLevel: figure('reorder_level'),
  }
}

function cellsOf({ columns }: Answered): (row: readonly Cell[], name: string) => Cell {
  return (row, name) => row[columns.findIndex((column) => column.name === name)] ?? null
}

/** At its reorder level or below it, with nothing on its way. */
export function needsOrder({ inStock, onOrder, reorderLevel }: ProductStanding): boolean {
  return inStock !== null && reorderLevel !== null && inStock <= reorderLevel && (onOrder ?? 0) === 0
}
