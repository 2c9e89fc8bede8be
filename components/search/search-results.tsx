import { Badge } from '@/components/ui/badge'
import { Callout } from '@/components/ui/callout'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Marked } from '@/components/ui/marked'
import { Pagination } from '@/components/ui/pagination'
import { EmptyState } from '@/components/ui/states'
import { formatNumber } from '@/lib/platform/format'
import {
  KIND_LABELS,
  PAGE_SIZE,
  SECTION_LABELS,
  type SearchAnswer,
  type SearchHit,
  type SearchSection,
  STATE_LABELS,
} from '@/lib/search/model'
import type { SearchInput } from '@/lib/search/schema'
import { searchHref } from './search-href'

type Answer = SearchAnswer & Pick<SearchInput, 'kind' | 'page'>

/** What was found, by kind. When the index could not be asked it says so. */
export function SearchResults({ answer, locale }: { answer: Answer; locale: string }) {
  const { q, kind, failed, missed, similar } = answer
  const shown = answer.sections.filter((section) => kind === undefined || section.kind === kind)
  const found = shown.filter(({ hits }) => hits.length > 0)
  return (
    <div className="grid gap-4">
      {failed ? (
        <Callout tone="warning" title="The search did not answer">
          <p>Only pages were looked through. Search again in a moment.</p>
        </Callout>
      ) : null}
      {missed.length === 0 ? null : (
        <Callout
          tone="warning"
          title={`Not searched: ${missed.map((one) => SECTION_LABELS[one]).join(', ')}`}
        >
          <p>What else was found stands below; search again in a moment.</p>
        </Callout>
      )}
      {found.length === 0 && similar.length === 0 ? <Nothing answer={answer} /> : null}
      {found.map((section) => (
        <Section key={section.kind} section={section} answer={answer} locale={locale} />
      ))}
      {similar.length === 0 ? null : (
        <Card label="Similar">
          <CardHeader title={found.length === 0 ? `Nothing holds “${q}”. These resemble it` : 'Similar'} />
          <Hits hits={similar} q={q} />
        </Card>
      )}
    </div>
  )
}

function Nothing({ answer: { q, kind, failed, sections } }: { answer: Answer }) {
  if (kind !== undefined && sections.length > 0) {
    return (
      <EmptyState icon="search-x" title={`Nothing more among ${SECTION_LABELS[kind].toLowerCase()}`}>
        <p>
          <a href={searchHref(q)} className="text-link">
            Look through everything
          </a>
        </p>
      </EmptyState>
    )
  }
  const title = failed
    ? `Nothing matches “${q}” in what could be searched`
    : `Nothing you may open matches “${q}”`
  return (
    <EmptyState icon="search-x" title={title}>
      <p>Try fewer words. Accents, case and apostrophes make no difference.</p>
    </EmptyState>
  )
}

function Section({ section, answer, locale }: { section: SearchSection; answer: Answer; locale: string }) {
  const { kind, total, capped, hits } = section
  const { q, page } = answer
  const label = SECTION_LABELS[kind]
  const count = `${formatNumber(total, { locale })}${capped ? '+' : ''}`
  const from = (page - 1) * PAGE_SIZE + 1
  const to = from + hits.length - 1
  return (
    <Card label={label}>
      <CardHeader title={label} meta={count} />
      <Hits hits={hits} q={q} />
      {answer.kind === kind && total > PAGE_SIZE ? (
        <div className="border-t border-border px-4 py-2">
          <Pagination
            from={from}
            to={to}
            total={total}
            capped={capped}
            noun={label.toLowerCase()}
            previousHref={page > 1 ? searchHref(q, { kind, page: page - 1 }) : undefined}
            nextHref={to < total ? searchHref(q, { kind, page: page + 1 }) : undefined}
            locale={locale}
          />
        </div>
      ) : null}
      {answer.kind === undefined && total > hits.length ? (
        <p className="border-t border-border px-4 py-2 text-sm">
          <a href={searchHref(q, { kind })} className="text-link">
            All {count} {label.toLowerCase()}
          </a>
        </p>
      ) : null}
    </Card>
  )
}

function Hits({ hits, q }: { hits: readonly SearchHit[]; q: string }) {
  return (
    <CardBody flush>
      <ul>
        {hits.map((hit) => (
          <li key={`${hit.kind} ${hit.href} ${hit.title}`} className="border-b border-border last:border-b-0">
            <a
              href={hit.href}
              className="flex min-h-10 flex-wrap items-center gap-x-3 px-4 py-1.5 hover:bg-surface-hover max-sm:min-h-11"
            >
              <bdi className="min-w-0 font-medium wrap-anywhere">
                <Marked text={hit.title} q={q} resembling={hit.similar} />
              </bdi>
              {hit.code === undefined ? null : (
                <bdi className="font-mono text-xs text-text-muted">
                  <Marked text={hit.code} q={q} />
                </bdi>
              )}
              {hit.state === undefined ? null : <Badge icon="archive">{STATE_LABELS[hit.state]}</Badge>}
              {hit.detail === undefined && hit.similar === undefined ? null : (
                <span className="ml-auto text-sm text-text-muted">
                  {hit.similar === undefined ? null : KIND_LABELS[hit.kind]}
                  {hit.similar === undefined || hit.detail === undefined ? null : ' · '}
                  <bdi>{hit.detail}</bdi>
                </span>
              )}
              {hit.excerpt === undefined ? null : (
                <bdi className="w-full text-sm text-text-muted wrap-anywhere">
                  <Marked text={hit.excerpt} q={q} />
                </bdi>
              )}
            </a>
          </li>
        ))}
      </ul>
    </CardBody>
  )
}
