import { Button } from '@/components/ui/button'
import { FilterChip } from '@/components/ui/filter-chip'
import { Icon } from '@/components/ui/icon'
import { Input, Select } from '@/components/ui/input'
import { toProductsHref } from '@/lib/products/list-href'
import { FRESHNESS, FRESHNESS_VALUES, ME, NONE } from '@/lib/products/list-state'
import {
  MAX_PRODUCT_SEARCH,
  PRODUCT_STATUSES,
  type ProductGroupRef,
  type ProductPage,
  STATUS_LABELS,
} from '@/lib/products/model'
import type { ProductQuery } from '@/lib/products/schema/query'
import { TagField } from './tag-field'

type Choices = Pick<ProductPage, 'groups' | 'owners'>

/** Search and filters: a GET form, so that the whole state is in the address. */
export function ProductFilters({ query, choices }: { query: ProductQuery; choices: Choices }) {
  const more = [query.owner, query.fresh, query.tag].some((filter) => filter !== undefined)
  return (
    <search className="print-hidden mb-3 grid gap-2">
      <form
        action="/products"
        className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap sm:items-center"
        key={toProductsHref(query)}
      >
        <Input
          type="search"
          name="q"
          defaultValue={query.q}
          maxLength={MAX_PRODUCT_SEARCH}
          placeholder="Code, name, group, text"
          aria-label="Search products"
          className="max-sm:col-span-2 sm:w-48 sm:max-w-80 sm:grow"
          enterKeyHint="search"
        />
        <Filter name="group" label="Product group" any="All groups" value={query.group}>
          {choices.groups.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
          <option value={NONE}>No group</option>
        </Filter>
        <Filter name="status" label="Status" any="Any status" value={query.status}>
          {PRODUCT_STATUSES.map((status) => (
            <option key={status} value={status}>
              {STATUS_LABELS[status]}
            </option>
          ))}
        </Filter>
        <label className="inline-flex min-h-11 items-center gap-2 sm:hidden">
          <input type="checkbox" className="size-4 accent-accent" defaultChecked={more} autoComplete="off" />
          <span>More filters</span>
        </label>
        <div className="contents max-sm:hidden max-sm:[label:has(:checked)+&]:contents">
          <Filter name="owner" label="Owner" any="Any owner" value={query.owner}>
            <option value={ME}>Me</option>
            {choices.owners.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            <option value={NONE}>Nobody</option>
          </Filter>
          <Filter name="fresh" label="Last changed" any="Any age" value={query.fresh}>
            {FRESHNESS_VALUES.map((fresh) => (
              <option key={fresh} value={fresh}>
                {FRESHNESS[fresh].label}
              </option>
            ))}
          </Filter>
          <TagField value={query.tag} />
        </div>
        <KeptState query={query} />
        <Button type="submit">
          <Icon name="search" size={14} />
          Search
        </Button>
      </form>
      <Chips query={query} choices={choices} />
    </search>
  )
}

function Filter({
  name,
  label,
  any,
  value,
  children,
}: {
  name: string
  label: string
  any: string
  value: string | undefined
  children: React.ReactNode
}) {
  return (
    <Select name={name} defaultValue={value ?? ''} aria-label={label} className="sm:w-36" data-submit="">
      <option value="">{any}</option>
      {children}
    </Select>
  )
}

/** What a new search keeps: the order, the page's size, the look and the view. */
function KeptState({ query }: { query: ProductQuery }) {
  const kept = new URL(
    toProductsHref(
      { ...query, q: '', group: undefined, status: undefined, tag: undefined },
      {
        owner: undefined,
        fresh: undefined,
      },
    ),
    'http://portal',
  ).searchParams
  return [...kept].map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)
}

function Chips({ query, choices }: { query: ProductQuery; choices: Choices }) {
  const chips = chipsOf(query, choices)
  if (chips.length === 0) return null
  return (
    <div className="flex flex-wrap gap-2">
      {chips.map(({ label, value, without }) => (
        <FilterChip key={label} label={label} value={value} removeHref={toProductsHref(query, without)} />
      ))}
    </div>
  )
}

type Chip = { label: string; value: string; without: Partial<ProductQuery> }

function chipsOf(query: ProductQuery, { groups, owners }: Choices): Chip[] {
  const { q, group, status, tag, owner, fresh } = query
  const chips: Chip[] = []
  if (q !== '') chips.push({ label: 'Search', value: q, without: { q: '' } })
  if (group !== undefined)
    chips.push({ label: 'Group', value: nameOfGroup(group, groups), without: { group: undefined } })
  if (status !== undefined)
    chips.push({ label: 'Status', value: STATUS_LABELS[status], without: { status: undefined } })
  if (owner !== undefined) {
    const known = owners.find(({ id }) => id === owner)?.name ?? 'Somebody'
    const value = owner === ME ? 'Me' : owner === NONE ? 'Nobody' : known
    chips.push({ label: 'Owner', value, without: { owner: undefined } })
  }
  if (fresh !== undefined)
    chips.push({ label: 'Changed', value: FRESHNESS[fresh].label, without: { fresh: undefined } })
  if (tag !== undefined) chips.push({ label: 'Tag', value: tag, without: { tag: undefined } })
  return chips
}

function nameOfGroup(group: string, groups: readonly ProductGroupRef[]): string {
  return group === NONE ? 'None' : (groups.find(({ code }) => code === group)?.name ?? group)
}
