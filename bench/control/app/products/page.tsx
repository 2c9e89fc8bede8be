import type { Metadata } from 'next'
import { connection } from 'next/server'
import { BulkBar } from '@/components/products/bulk-bar'
import { ListTools } from '@/components/products/list-tools'
import { ProductFilters } from '@/components/products/product-filters'
import { ProductList } from '@/components/products/product-list'
import { PageHeader } from '@/components/ui/page-header'
import { formatNumber } from '@/lib/platform/format'
import { toFilterText, toStateParameters } from '@/lib/products/list-href'
import { DEFAULT_COLUMNS } from '@/lib/products/list-state'
import { FORMAT, PAGE, PEOPLE, QUERY, SETTINGS } from '../../rows'

export const metadata: Metadata = { title: 'Products' }

/** The page of app/(portal)/products, its rows from memory. Drawn anew for each request, as the portal's is. */
export default async function ControlProductsPage() {
  await connection()
  const look = { query: QUERY, columns: DEFAULT_COLUMNS, density: 'normal' as const }
  const now = new Date()
  const state = toStateParameters(QUERY).toString()
  const total = formatNumber(PAGE.total.value, FORMAT)
  return (
    <>
      <PageHeader
        title="Products"
        breadcrumbs={[{ label: 'Products' }]}
        meta={total}
        actions={
          <ListTools
            list={{ ...look, settings: SETTINGS, mayCreate: true, mayImport: true, mayReadGroups: true }}
            state={state}
          />
        }
      />
      <ProductFilters query={QUERY} choices={{ groups: PAGE.groups, owners: PAGE.owners }} />
      <BulkBar
        query={state}
        filter={toFilterText(QUERY)}
        seenAt={now.toISOString()}
        all={total}
        done=""
        options={{ groups: PAGE.groups, people: PEOPLE }}
      />
      <ProductList page={PAGE} {...look} now={now} format={FORMAT} choosable />
    </>
  )
}
