import { Callout } from '@/components/ui/callout'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/states'
import { SECTION_LABELS, type SearchSection } from '@/lib/search/model'

/** What was found, by kind. A kind that could not be asked says so. */
export function SearchResults({ q, sections }: { q: string; sections: readonly SearchSection[] }) {
  const failed = sections.filter((section) => section.failed)
  const found = sections.filter(({ hits }) => hits.length > 0)
  return (
    <div className="grid gap-4">
      {failed.length === 0 ? null : (
        <Callout
          tone="warning"
          title={`Not searched: ${failed.map(({ kind }) => SECTION_LABELS[kind]).join(', ')}`}
        >
          <p>It could not be asked. What else was found stands below; search again in a moment.</p>
        </Callout>
      )}
      {found.length === 0 ? (
        <EmptyState
          icon="search-x"
          title={
            failed.length === 0
              ? `Nothing you may open matches “${q}”`
              : `Nothing matches “${q}” in what could be searched`
          }
        >
          <p>Try fewer words. Accents, case and apostrophes make no difference.</p>
        </EmptyState>
      ) : (
        found.map((section) => <Section key={section.kind} section={section} />)
      )}
    </div>
  )
}

function Section({ section }: { section: SearchSection }) {
  const { kind, hits } = section
  return (
    <Card label={SECTION_LABELS[kind]}>
      <CardHeader title={SECTION_LABELS[kind]} meta={String(hits.length)} />
      <CardBody flush>
        <ul>
          {hits.map((hit) => (
            <li key={hit.href} className="border-b border-border last:border-b-0">
              <a
                href={hit.href}
                className="flex min-h-10 flex-wrap items-center gap-x-3 px-4 py-1.5 hover:bg-surface-hover max-sm:min-h-11"
              >
                <span className="min-w-0 font-medium break-words">
                  <bdi>{hit.title}</bdi>
                </span>
                {hit.code === undefined ? null : (
                  <span className="font-mono text-xs text-text-muted">{hit.code}</span>
                )}
                {hit.detail === undefined ? null : (
                  <span className="ml-auto text-sm text-text-muted">{hit.detail}</span>
                )}
              </a>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}
