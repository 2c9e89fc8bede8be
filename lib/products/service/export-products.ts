import type { Ctx } from '@/lib/access/model'
import { toReferences } from '@/lib/access/service/refer-to-people'
import { recordChange } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import type { TableColumn, TableFormat, WrittenCell } from '@/lib/platform/tables/model'
import { attributeColumns, fileColumns, fileValue } from '../file-columns'
import type { AttributeDefinition } from '../model'
import { type ListedOrder, lengthOf, listBatch, listOrder } from '../repository/batches'
import type { ListFor } from '../repository/filters'
import type { ProductFilter, ProductQuery } from '../schema/query'
import { listExportGroups } from './import-groups'
import { listFor } from './reach'

const BATCH = 500

type ListedExport = {
  filter: ProductFilter
  /** By code, when it is not given. */
  order?: Pick<ProductQuery, 'sort' | 'dir'>
  format: TableFormat
}

export type ProductExport = {
  title: string
  columns: TableColumn[]
  batches: AsyncGenerator<WrittenCell[][]>
}

/**
 * The list's products with the same filter, in the same scope and order, batch by batch. Each is there once, as it is when
 * its batch is read, unless the list no longer has it by then. Needs `read:product`; the export is recorded before its first
 * byte leaves.
 * @throws AppError FORBIDDEN, recorded
 */
export async function exportProducts(
  ctx: Ctx,
  { filter, order, format }: ListedExport,
): Promise<ProductExport> {
  const of = await listFor(ctx, filter.q)
  const groups = await listExportGroups(of)
  const wanted = filter.group === undefined ? groups : groups.filter(({ code }) => code === filter.group)
  const attributes = attributeColumns(wanted.flatMap((group) => group.attributes))
  await inTransaction((tx) =>
    recordChange(tx, ctx, {
      action: 'product.exported',
      subject: { kind: 'product', id: '*' },
      changes: {
        format: { before: null, after: format },
        ...Object.fromEntries(
          Object.entries(filter)
            .filter(([, value]) => value !== undefined && value !== '')
            .map(([name, value]) => [`filter.${name}`, { before: null, after: value }]),
        ),
      },
    }),
  )
  const listed = await listOrder({ ...filter, ...(order ?? { sort: 'code', dir: 'asc' }) }, of)
  const columns = fileColumns(attributes)
  const definitions = new Map(groups.map((group) => [group.code, group.attributes]))
  return { title: 'Products', columns, batches: rowsOf({ listed, filter, of }, columns, definitions) }
}

async function* rowsOf(
  { listed, filter, of }: { listed: ListedOrder; filter: ProductFilter; of: ListFor },
  columns: readonly TableColumn[],
  definitions: ReadonlyMap<string, readonly AttributeDefinition[]>,
): AsyncGenerator<WrittenCell[][]> {
  for (let from = 0; from < lengthOf(listed); from += BATCH) {
    const products = await listBatch(listed, { from, limit: BATCH }, filter, of)
    const references = await toReferences(products.flatMap(({ owner }) => (owner === null ? [] : [owner])))
    yield products.map((product) => {
      const owner = product.owner === null ? undefined : references.get(product.owner.id)
      const words = { definitions: definitions.get(product.group?.code ?? '') ?? [], owner }
      return columns.map(({ name }) => fileValue(product, name, words))
    })
  }
}
