import type { Metadata } from 'next'
import { BulkBar } from '@/components/products/bulk-bar'
import { BulkNotice } from '@/components/products/bulk-notice'
import { ListTools } from '@/components/products/list-tools'
import { ProductFilters } from '@/components/products/product-filters'
import { ProductList } from '@/components/products/product-list'
import { PageHeader } from '@/components/ui/page-header'
import { formatNumber } from '@/lib/platform/format'
import { shellAfter } from '@/lib/platform/shell-after'
import { toFilterText, toStateParameters } from '@/lib/products/list-href'
import { loadProductList } from '@/lib/products/loaders/list'

export const metadata: Metadata = { title: 'Products' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function ProductsPage({ searchParams }: Props) {
  const list = await shellAfter(searchParams.then(loadProductList))
  const { ctx, query, page, columns, density, editing } = list
  const state = toStateParameters(query).toString()
  const total = `${formatNumber(page.total.value, ctx.user)}${page.total.capped ? '+' : ''}`
  return (
    <>
      <PageHeader
        title="Products"
        breadcrumbs={[{ label: 'Products' }]}
        meta={total}
        actions={<ListTools list={list} state={state} />}
      />
      {list.bulk === null ? null : <BulkNotice result={list.bulk} query={state} format={ctx.user} />}
      <ProductFilters query={query} choices={{ groups: page.groups, owners: page.owners }} />
      {editing === null || page.rows.length === 0 ? null : (
        <BulkBar
          query={state}
          filter={toFilterText(query)}
          seenAt={editing.seenAt.toISOString()}
          all={total}
          done={list.bulk === null ? '' : `${list.bulk.id} ${list.bulk.undone}`}
          options={{ groups: page.groups, people: editing.people }}
        />
      )}
      <ProductList
        page={page}
        query={query}
        columns={columns}
        density={density}
        now={ctx.now()}
        format={ctx.user}
        choosable={editing !== null}
      />
    </>
  )
}
