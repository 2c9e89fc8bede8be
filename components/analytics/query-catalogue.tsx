import { Button, LinkButton } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { Pagination } from '@/components/ui/pagination'
import { EmptyState } from '@/components/ui/states'
import { type CataloguePage, type CatalogueView, catalogueHref } from '@/lib/analytics/catalogue-view'
import { FOR_PRODUCT } from '@/lib/analytics/pinned-figures'
import type { Format } from '@/lib/platform/format'
import { MAX_SEARCH } from '@/lib/search/model'
import { QueryList } from './query-list'

type Props = {
  view: CatalogueView
  shown: CataloguePage
  /** Of all queries that the reader may ask. */
  total: number
  format: Format
  now: Date
}

/** The catalogue: its search, a page of what was found, and the way to the others. */
export function QueryCatalogue({ view, shown, total, format, now }: Props) {
  const { page, pages, found, from, queries } = shown
  const to = (other: number) => catalogueHref({ ...view, page: other })
  return (
    <>
      {view.product === '' ? null : <ForProduct code={view.product} />}
      <Search view={view} />
      <Card>
        {found > 0 ? (
          <QueryList queries={queries} view={view} format={format} now={now} />
        ) : (
          <Nothing view={view} total={total} />
        )}
        {pages === 1 ? null : (
          <div className="border-t border-border px-4 py-2">
            <Pagination
              {...{ from, to: from + queries.length - 1, total: found, locale: format.locale }}
              noun="queries"
              previousHref={page > 1 ? to(page - 1) : undefined}
              nextHref={page < pages ? to(page + 1) : undefined}
            />
          </div>
        )}
      </Card>
    </>
  )
}

function Search({ view }: { view: CatalogueView }) {
  const { q, sort, descending, product } = view
  const kept = {
    sort: sort === 'title' ? '' : sort,
    dir: descending ? 'desc' : '',
    [FOR_PRODUCT.code]: product,
  }
  return (
    <form action="/analytics" method="get" className="mb-4 flex max-w-md gap-2">
      <Input
        name="q"
        type="search"
        defaultValue={q}
        maxLength={MAX_SEARCH}
        aria-label="Search queries"
        placeholder="Search queries"
      />
      {Object.entries(kept).map(([name, value]) =>
        value === '' ? null : <input key={name} type="hidden" name={name} value={value} />,
      )}
      <Button type="submit">Search</Button>
    </form>
  )
}

function Nothing({ view, total }: { view: CatalogueView; total: number }) {
  if (total === 0) {
    return (
      <EmptyState title="No queries for you yet">
        Queries are files in the folder analytics/. You see those that your grants reach.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon="search-x"
      title={`No query fits “${view.q}”`}
      action={<LinkButton href={catalogueHref({ ...view, q: '', page: 1 })}>Show all queries</LinkButton>}
    >
      Titles, descriptions, owners and tags are searched.
    </EmptyState>
  )
}

/** Somebody came from a product's card to find a figure for it. */
function ForProduct({ code }: { code: string }) {
  return (
    <div className="mb-4">
      <Callout tone="accent" title={`Choose a query whose figure is to stand on the card of ${code}`}>
        <p>
          Set its values, then pin it there.{' '}
          <a className="text-link" href="/analytics">
            Only look around
          </a>
        </p>
      </Callout>
    </div>
  )
}
