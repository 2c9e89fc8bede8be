import { LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Pagination } from '@/components/ui/pagination'
import { EmptyState } from '@/components/ui/states'
import type { Format } from '@/lib/platform/format'
import { toProductsHref } from '@/lib/products/list-href'
import type { ProductPage, ProductRow } from '@/lib/products/model'
import type { ProductQuery } from '@/lib/products/schema/query'
import { ProductTable } from './product-table'

export function ProductList({
  page,
  query,
  now,
  format,
}: {
  page: ProductPage
  query: ProductQuery
  now: Date
  format: Format
}) {
  const from = (query.page - 1) * query.size + 1
  return (
    <div className="grid gap-3">
      <Card>
        {page.rows.length === 0 ? (
          <NothingFound query={query} total={page.total.value} />
        ) : (
          <ProductTable rows={page.rows} query={query} now={now} format={format} />
        )}
      </Card>
      {page.rows.length === 0 ? null : (
        <Pagination
          noun="products"
          from={from}
          to={from + page.rows.length - 1}
          total={page.total.value}
          capped={page.total.capped}
          locale={format.locale}
          previousHref={
            page.previous === null
              ? undefined
              : toProductsHref(query, {
                  page: Math.max(1, query.page - 1),
                  before: page.previous,
                  after: undefined,
                })
          }
          nextHref={
            page.next === null
              ? undefined
              : toProductsHref(query, { page: query.page + 1, after: page.next, before: undefined })
          }
        />
      )}
      {page.similar.length === 0 ? null : <Similar rows={page.similar} />}
    </div>
  )
}

function NothingFound({ query, total }: { query: ProductQuery; total: number }) {
  const filtered = query.q !== '' || query.group !== undefined || query.status !== undefined
  if (total > 0) {
    return (
      <EmptyState
        title="There is no such page"
        action={<LinkButton href={toProductsHref(query)}>First page</LinkButton>}
      >
        <p>The list has become shorter, or the address was changed.</p>
      </EmptyState>
    )
  }
  if (filtered) {
    return (
      <EmptyState
        icon="search-x"
        title="No product matches"
        action={<LinkButton href="/products">Show all products</LinkButton>}
      >
        <p>Accents, case and apostrophes make no difference. Try fewer words, or take a filter away.</p>
      </EmptyState>
    )
  }
  return (
    <EmptyState icon="package" title="No products yet">
      <p>Products that you may read show here as soon as there are any.</p>
    </EmptyState>
  )
}

function Similar({ rows }: { rows: readonly ProductRow[] }) {
  return (
    <Card label="Similar names" className="p-4">
      <h2 className="mb-1 font-semibold">Similar names</h2>
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {rows.map((row) => (
          <li key={row.id} className="min-h-6">
            <a className="text-link" href={`/products/${encodeURIComponent(row.code)}`}>
              {row.name}
            </a>{' '}
            <span className="font-mono text-xs text-text-muted">{row.code}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
