import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { DemoAttribute, DemoData, DemoDefinition, DemoGroup, DemoProduct } from './model'

/** The files of analytics/data/northwind that products are made from, as text. */
export type NorthwindFiles = { categories: string; products: string; suppliers: string }

const category = z.object({ category_id: z.string(), category_name: z.string(), description: z.string() })
const supplier = z.object({ supplier_id: z.string(), company_name: z.string() })
const count = z.coerce.number().int().nonnegative()
const product = z.object({
  product_id: z.coerce.number().int().positive(),
  product_name: z.string().min(1),
  supplier_id: z.string(),
  category_id: z.string(),
  quantity_per_unit: z.string(),
  unit_price: z.coerce.number().nonnegative(),
  units_in_stock: count,
  units_on_order: count,
  reorder_level: count,
  discontinued: z.enum(['0', '1']),
})

function rowsOf<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema>[] {
  return z.array(schema).parse(parse(text, { columns: true, skip_empty_lines: true }))
}

/** `Dairy Products` → `DAIRY-PRODUCTS`, `Grains/Cereals` → `GRAINS-CEREALS`. */
export function groupCodeOf(categoryName: string): string {
  return categoryName
    .toUpperCase()
    .replace(/[^A-Z]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** `1` → `NW-001` */
export function productCodeOf(productId: number): string {
  return `NW-${String(productId).padStart(3, '0')}`
}

/**
 * Northwind's categories and products as the portal keeps them.
 * @throws ZodError or Error when a file does not hold what Northwind holds, or a product names an unknown category.
 */
export function toDemoData(files: NorthwindFiles): DemoData {
  const categories = rowsOf(category, files.categories)
  const suppliers = new Map(
    rowsOf(supplier, files.suppliers).map((row) => [row.supplier_id, row.company_name]),
  )
  const groups = new Map<string, DemoGroup>()
  for (const { category_id, category_name, description } of categories) {
    groups.set(category_id, {
      code: groupCodeOf(category_name),
      name: category_name,
      description,
      attributes: [...ASKED],
    })
  }
  const products = rowsOf(product, files.products).map((row): DemoProduct => {
    const group = groups.get(row.category_id)
    if (group === undefined) throw new Error(`Northwind's product ${row.product_id} names no known category.`)
    return {
      code: productCodeOf(row.product_id),
      name: row.product_name,
      groupCode: group.code,
      status: row.discontinued === '1' ? 'discontinued' : 'active',
      attributes: attributesOf(row, suppliers.get(row.supplier_id)),
    }
  })
  return { groups: [...groups.values()], products }
}

/** What Northwind says of each product. */
const ASKED: readonly DemoDefinition[] = [
  { key: 'supplier', label: 'Supplier', type: 'text', unit: null },
  { key: 'quantityPerUnit', label: 'Quantity per unit', type: 'text', unit: null },
  { key: 'unitPrice', label: 'Unit price', type: 'number', unit: 'USD' },
  { key: 'unitsInStock', label: 'Units in stock', type: 'number', unit: null },
  { key: 'unitsOnOrder', label: 'Units on order', type: 'number', unit: null },
  { key: 'reorderLevel', label: 'Reorder level', type: 'number', unit: null },
]

function attributesOf(row: z.output<typeof product>, supplierName: string | undefined): DemoAttribute[] {
  const values: Record<string, string | number | undefined> = {
    supplier: supplierName,
    quantityPerUnit: row.quantity_per_unit,
    unitPrice: row.unit_price,
    unitsInStock: row.units_in_stock,
    unitsOnOrder: row.units_on_order,
    reorderLevel: row.reorder_level,
  }
  return ASKED.flatMap(({ unit, ...one }) => {
    const value = values[one.key]
    return value === undefined ? [] : [{ ...one, value, ...(unit === null ? {} : { unit }) }]
  })
}
