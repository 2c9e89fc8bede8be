import { Button } from '@/components/ui/button'
import { FilterChip } from '@/components/ui/filter-chip'
import { Icon } from '@/components/ui/icon'
import { Input, Select } from '@/components/ui/input'
import { toProductsHref } from '@/lib/products/list-href'
import {
  MAX_PRODUCT_SEARCH,
  PRODUCT_STATUSES,
  type ProductGroupRef,
  STATUS_LABELS,
} from '@/lib/products/model'
import type { ProductQuery } from '@/lib/products/schema/query'

/** Search and filters: a GET form, so that the whole state is in the address. */
export function ProductFilters({
  query,
  groups,
}: {
  query: ProductQuery
  groups: readonly ProductGroupRef[]
}) {
  return (
    <search className="print-hidden mb-3 grid gap-2">
      <form
        action="/products"
        className="grid grid-cols-2 gap-2 sm:flex sm:items-center"
        key={toProductsHref(query)}
      >
        <Input
          type="search"
          name="q"
          defaultValue={query.q}
          maxLength={MAX_PRODUCT_SEARCH}
          placeholder="Search code, name, description"
          aria-label="Search products"
          className="max-sm:col-span-2 sm:w-72"
          enterKeyHint="search"
        />
        <Select
          name="group"
          defaultValue={query.group ?? ''}
          aria-label="Product group"
          className="sm:w-44"
          data-submit=""
        >
          <option value="">All groups</option>
          {groups.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
        <Select
          name="status"
          defaultValue={query.status ?? ''}
          aria-label="Status"
          className="sm:w-40"
          data-submit=""
        >
          <option value="">Any status</option>
          {PRODUCT_STATUSES.map((status) => (
            <option key={status} value={status}>
              {STATUS_LABELS[status]}
            </option>
          ))}
        </Select>
        {query.sort === 'code' ? null : <input type="hidden" name="sort" value={query.sort} />}
        {query.dir === 'asc' ? null : <input type="hidden" name="dir" value={query.dir} />}
        <Button type="submit" className="max-sm:col-span-2">
          <Icon name="search" size={14} />
          Search
        </Button>
      </form>
      <Chips query={query} groups={groups} />
    </search>
  )
}

function Chips({ query, groups }: { query: ProductQuery; groups: readonly ProductGroupRef[] }) {
  const group = groups.find(({ code }) => code === query.group)
  const chips = [
    ...(query.q === '' ? [] : [{ label: 'Search', value: query.q, href: toProductsHref(query, { q: '' }) }]),
    ...(query.group === undefined
      ? []
      : [
          {
            label: 'Group',
            value: group?.name ?? query.group,
            href: toProductsHref(query, { group: undefined }),
          },
        ]),
    ...(query.status === undefined
      ? []
      : [
          {
            label: 'Status',
            value: STATUS_LABELS[query.status],
            href: toProductsHref(query, { status: undefined }),
          },
        ]),
  ]
  if (chips.length === 0) return null
  return (
    <div className="flex flex-wrap gap-2">
      {chips.map(({ label, value, href }) => (
        <FilterChip key={label} label={label} value={value} removeHref={href} />
      ))}
    </div>
  )
}
