import { LinkButton } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { Pagination } from '@/components/ui/pagination'
import { EmptyState } from '@/components/ui/states'
import type { Format } from '@/lib/platform/format'
import { toProductsHref } from '@/lib/products/list-href'
import { type Density, PAGE_SIZES, type ProductColumn } from '@/lib/products/list-state'
import type { ProductPage, ProductRow } from '@/lib/products/model'
import type { ProductQuery } from '@/lib/products/schema/query'
import { ProductTable } from './product-table'

export type ListLook = {
  query: ProductQuery
  columns: readonly ProductColumn[]
  density: Density
  now: Date
  format: Format
  choosable: boolean
}

export function ProductList({ page, ...look }: ListLook & { page: ProductPage }) {
  const { query, format } = look
  if (page.rows.length === 0) return <NoRows page={page} {...look} />
  const from = (query.page - 1) * query.size + 1
  const ranked = query.sort === 'best'
  return (
    <div className="grid gap-3">
      <Card>
        <ProductTable rows={page.rows} {...look} />
      </Card>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <PageSizes query={query} />
        <div className="flex-1">
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
                    before: ranked ? undefined : page.previous,
                    after: undefined,
                  })
            }
            nextHref={
              page.next === null
                ? undefined
                : toProductsHref(query, {
                    page: query.page + 1,
                    after: ranked ? undefined : page.next,
                    before: undefined,
                  })
            }
          />
        </div>
      </div>
      {page.similar.length === 0 ? null : <Similar rows={page.similar} />}
    </div>
  )
}

function PageSizes({ query }: { query: ProductQuery }) {
  return (
    <nav
      aria-label="Products a page"
      className="print-hidden flex items-center gap-1 text-sm text-text-muted"
    >
      <span>Rows</span>
      {PAGE_SIZES.map((size) => (
        <a
          key={size}
          href={toProductsHref(query, { size })}
          aria-current={size === query.size ? 'true' : undefined}
          className="grid h-7 min-w-7 place-items-center rounded-sm px-1 tabular-nums hover:bg-surface-hover aria-[current]:font-semibold aria-[current]:text-text max-sm:h-11 max-sm:min-w-11"
        >
          {size}
        </a>
      ))}
    </nav>
  )
}

function NoRows({ page, ...look }: ListLook & { page: ProductPage }) {
  if (page.similar.length === 0) {
    return (
      <Card>
        <NothingFound query={look.query} total={page.total.value} />
      </Card>
    )
  }
  return (
    <div className="grid gap-3">
      <Callout title={`No product holds “${look.query.q}”`}>
        <p>These names resemble it, the nearest first.</p>
      </Callout>
      <Card>
        <ProductTable rows={page.similar} {...look} choosable={false} resembling />
      </Card>
    </div>
  )
}

function NothingFound({ query, total }: { query: ProductQuery; total: number }) {
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
  const { q, group, status, tag, owner, fresh } = query
  const filtered = q !== '' || [group, status, tag, owner, fresh].some((filter) => filter !== undefined)
  if (filtered) {
    return (
      <EmptyState
        icon="search-x"
        title="No product matches"
        action={<LinkButton href="/products?view=none">Show all products</LinkButton>}
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
