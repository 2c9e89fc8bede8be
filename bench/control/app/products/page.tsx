import type { Metadata } from 'next'
import { connection } from 'next/server'
import { ListTools } from '@/components/products/list-tools'
import { ProductFilters } from '@/components/products/product-filters'
import { ProductList } from '@/components/products/product-list'
import { PageHeader } from '@/components/ui/page-header'
import { formatNumber } from '@/lib/platform/format'
import { DEFAULT_COLUMNS } from '@/lib/products/list-state'
import { FORMAT, PAGE, QUERY, SETTINGS } from '../../rows'

export const metadata: Metadata = { title: 'Products' }

/** The page of app/(portal)/products, its rows from memory. Drawn anew for each request, as the portal's is. */
export default async function ControlProductsPage() {
  await connection()
  const look = { query: QUERY, columns: DEFAULT_COLUMNS, density: 'normal' as const }
  return (
    <>
      <PageHeader
        title="Products"
        breadcrumbs={[{ label: 'Products' }]}
        meta={formatNumber(PAGE.total.value, FORMAT)}
        actions={
          <ListTools
            list={{ ...look, settings: SETTINGS, mayCreate: false, mayImport: false, mayReadGroups: true }}
            state=""
          />
        }
      />
      <ProductFilters query={QUERY} choices={{ groups: PAGE.groups, owners: PAGE.owners }} />
      <ProductList page={PAGE} {...look} now={new Date()} format={FORMAT} choosable={false} />
    </>
  )
}
