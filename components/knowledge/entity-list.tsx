import { Badge } from '@/components/ui/badge'
import { Button, LinkButton } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { FilterChip } from '@/components/ui/filter-chip'
import { Icon } from '@/components/ui/icon'
import { Input } from '@/components/ui/input'
import { Pagination } from '@/components/ui/pagination'
import { EmptyState } from '@/components/ui/states'
import { AsOf } from '@/components/ui/time'
import type { KbEntityList, KbReading } from '@/lib/knowledge/model'
import { type EntitiesQuery, MAX_ENTITY_SEARCH } from '@/lib/knowledge/schema'
import { formatNumber } from '@/lib/platform/format'
import { EntityTable } from './entity-table'
import { FailureCallout, type Moment } from './space-state'

type Props = { list: KbEntityList; query: EntitiesQuery; address: string } & Moment

const PLACE = '#entities'

/** The address of the same list with something else; what is as it is without saying so is left out. */
function hrefOf(address: string, query: EntitiesQuery, other: Partial<EntitiesQuery>): string {
  const { q, sort, direction, page, gone } = { ...query, page: 1, ...other }
  const words = new URLSearchParams({
    ...(q === '' ? {} : { q }),
    ...(sort === 'title' ? {} : { sort }),
    ...(direction === 'asc' ? {} : { direction }),
    ...(gone ? { gone: '1' } : {}),
    ...(page === 1 ? {} : { page: String(page) }),
  }).toString()
  return `${address}${words === '' ? '' : `?${words}`}${PLACE}`
}

/** The entities of a database as they were read last: search, order, pages, how they are cut and how old they are. */
export function EntityList({ list, query, address, now, format }: Props) {
  const href = (other: Partial<EntitiesQuery>) => hrefOf(address, query, other)
  const { entities, reading, perPage } = list
  const total = query.gone ? list.gone : list.live
  const from = (query.page - 1) * perPage
  const to = from + entities.length
  return (
    <div id="entities" className="min-w-0 scroll-mt-16">
      <Card label="Entities">
        <CardHeader
          title={query.gone ? 'Entities that are gone' : 'Entities'}
          meta={<ReadingState {...{ reading, now, format }} />}
        />
        <CardBody className="grid gap-3">
          {reading?.failure == null ? null : (
            <FailureCallout
              failure={reading.failure}
              known={reading.asOf !== null}
              about="entities"
              now={now}
              format={format}
            />
          )}
          <SearchForm {...{ query, address }} />
          <Filters {...{ list, query, href }} />
          <CutNote {...{ list, format }} />
        </CardBody>
        {entities.length === 0 ? (
          <NoEntities {...{ list, query, total, href }} />
        ) : (
          <CardBody flush>
            <EntityTable {...{ entities, query, address, href, now, format }} />
          </CardBody>
        )}
        {entities.length === 0 ? null : (
          <CardBody>
            <Pagination
              {...{ from: from + 1, to, total, noun: 'entities', locale: format.locale }}
              previousHref={query.page > 1 ? href({ page: query.page - 1 }) : undefined}
              nextHref={to < total ? href({ page: query.page + 1 }) : undefined}
            />
          </CardBody>
        )}
      </Card>
    </div>
  )
}

/** How old the entities are, and whether they are being read. */
export function ReadingState({ reading, now, format }: { reading: KbReading | null } & Moment) {
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      {reading?.failure == null ? null : (
        <Badge tone="danger" icon="circle-alert">
          Not up to date
        </Badge>
      )}
      {reading?.readingSince == null ? null : (
        <Badge tone="accent" icon="refresh-cw">
          Being read
        </Badge>
      )}
      <AsOf at={reading?.asOf ?? null} source="Fibery" now={now} format={format} />
    </span>
  )
}

/** A form that needs no script; what the address says besides goes with it. */
function SearchForm({ query, address }: Pick<Props, 'query' | 'address'>) {
  return (
    <form action={`${address}${PLACE}`} method="get" data-scroll="keep" className="flex max-w-md gap-2">
      <Input
        name="q"
        type="search"
        defaultValue={query.q}
        maxLength={MAX_ENTITY_SEARCH}
        aria-label="Search entities by title or number"
        placeholder="Search by title or number"
      />
      {query.sort === 'title' ? null : <input type="hidden" name="sort" value={query.sort} />}
      {query.direction === 'asc' ? null : <input type="hidden" name="direction" value={query.direction} />}
      {query.gone ? <input type="hidden" name="gone" value="1" /> : null}
      <Button type="submit">Search</Button>
    </form>
  )
}

type Linked = { href: (other: Partial<EntitiesQuery>) => string }

function Filters({ list, query, href }: Pick<Props, 'list' | 'query'> & Linked) {
  if (query.q === '' && !query.gone && list.gone === 0) return null
  return (
    <div className="flex flex-wrap items-center gap-2">
      {query.q === '' ? null : (
        <FilterChip label="Holds" value={`“${query.q}”`} removeHref={href({ q: '' })} />
      )}
      {query.gone ? (
        <FilterChip label="Show" value="those that are gone" removeHref={href({ gone: false })} />
      ) : list.gone === 0 ? null : (
        <a className="text-link inline-flex min-h-6 items-center gap-1.5 text-sm" href={href({ gone: true })}>
          <Icon name="archive" size={14} />
          {list.gone === 1 ? '1 is gone' : `${list.gone} are gone`}
        </a>
      )}
    </div>
  )
}

function CutNote({ list: { reading }, format }: Pick<Props, 'list' | 'format'>) {
  if (reading?.cutAt == null) return null
  return (
    <p className="text-sm text-text-muted">
      This database holds more than the portal keeps: of it {formatNumber(reading.cutAt, format)} entities are
      read, those changed last where Fibery tells so. Whether older ones are still there is not looked at. An
      administrator can keep more with <code>FIBERY_ENTITY_LIMIT</code>.
    </p>
  )
}

function NoEntities({
  list,
  query,
  total,
  href,
}: Pick<Props, 'list' | 'query'> & Linked & { total: number }) {
  if (total > 0) {
    return (
      <EmptyState
        icon="search-x"
        title="There are not that many pages"
        action={<LinkButton href={href({ page: 1 })}>Go to the first</LinkButton>}
      />
    )
  }
  if (query.q !== '') {
    return (
      <EmptyState
        icon="search-x"
        title={
          <>
            Nothing fits “<bdi>{query.q}</bdi>”
          </>
        }
        action={<LinkButton href={href({ q: '' })}>Show all</LinkButton>}
      >
        Titles and numbers are searched.
      </EmptyState>
    )
  }
  const { title, words } = emptyWords(list, query)
  return (
    <EmptyState icon="inbox" title={title}>
      {words}
    </EmptyState>
  )
}

function emptyWords({ isReadable, reading }: KbEntityList, { gone }: EntitiesQuery) {
  if (gone) return { title: 'None is gone', words: 'What vanishes from this database shows here.' }
  if (!isReadable) {
    return {
      title: 'Entities cannot be read',
      words:
        'Fibery does not tell this space’s GraphQL schema, so the portal does not know by what name to ask for them.',
    }
  }
  if (reading?.asOf == null) {
    return { title: 'Not read yet', words: 'The entities show here once this database has been read.' }
  }
  return { title: 'No entities', words: 'This database holds none that the portal’s account may see.' }
}
