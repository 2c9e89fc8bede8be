import { LinkButton } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { Icon } from '@/components/ui/icon'
import { EmptyState } from '@/components/ui/states'
import { type Format, formatNumber } from '@/lib/platform/format'
import {
  IMPORT_OUTCOMES,
  type ImportCounts,
  type ImportRow,
  type ImportOutcome as Outcome,
  type ProductImport,
} from '@/lib/products/import-model'
import { ImportConfirm } from './import-confirm'
import { ImportRows } from './import-rows'

type Page = {
  found: ProductImport
  counts: ImportCounts
  rows: readonly ImportRow[]
  next: number | null
  outcome: Outcome | null
  after: number
  outdated: boolean
}

const WOULD: Record<Outcome, string> = {
  add: 'Would be added',
  change: 'Would change',
  same: 'Same as now',
  skip: 'Skipped',
}
const WAS: Record<Outcome, string> = {
  add: 'Added',
  change: 'Changed',
  same: 'Same as before',
  skip: 'Skipped',
}

/** What the dry run found, or what was done: the counts, each leading to its rows, and the rows themselves. */
export function ImportOutcome({ page, format }: { page: Page; format: Format }) {
  const { found, counts, outdated } = page
  if (outdated) {
    return (
      <Callout tone="warning" title="Your rights have changed since the rows were checked">
        <p>What was found then is not shown any more. Check the rows again below.</p>
      </Callout>
    )
  }
  const isDone = found.state === 'done'
  const good = counts.add + counts.change
  return (
    <>
      {isDone ? (
        <div role="status">
          <Callout
            tone={counts.skip === 0 ? 'success' : 'warning'}
            title={`Imported: ${formatNumber(counts.add, format)} added, ${formatNumber(counts.change, format)} changed, ${formatNumber(counts.skip, format)} skipped.`}
            actions={
              <>
                <LinkButton href="/products">See the products</LinkButton>
                <SkippedLink page={page} />
              </>
            }
          />
        </div>
      ) : (
        <div className="flex flex-wrap items-center gap-2">
          <ImportConfirm id={found.id} count={good} words={formatNumber(good, format)} />
          <SkippedLink page={page} />
        </div>
      )}
      <Card>
        <Counts page={page} labels={isDone ? WAS : WOULD} format={format} />
        {page.rows.length === 0 ? (
          <EmptyState title="No such row">
            <p>None of the file’s rows is of this kind.</p>
          </EmptyState>
        ) : (
          <ImportRows rows={page.rows} labels={isDone ? WAS : WOULD} />
        )}
      </Card>
      <Pages page={page} />
    </>
  )
}

function SkippedLink({ page: { found, counts } }: { page: Page }) {
  if (counts.skip === 0) return null
  return (
    <LinkButton href={`/products/import/${found.id}/skipped.csv`} download>
      <Icon name="download" size={14} />
      Skipped rows as CSV
    </LinkButton>
  )
}

function Counts({ page, labels, format }: { page: Page; labels: Record<Outcome, string>; format: Format }) {
  const all = IMPORT_OUTCOMES.reduce((sum, one) => sum + page.counts[one], 0)
  const entries = [
    { href: '?', label: 'All rows', count: all, current: page.outcome === null },
    ...IMPORT_OUTCOMES.map((one) => ({
      href: `?outcome=${one}`,
      label: labels[one],
      count: page.counts[one],
      current: page.outcome === one,
    })),
  ]
  return (
    <nav
      aria-label="Rows by what becomes of them"
      className="flex flex-wrap gap-x-5 gap-y-1 border-b border-border px-4 py-2"
    >
      {entries.map(({ href, label, count, current }) => (
        <a
          key={href}
          href={href}
          aria-current={current ? 'page' : undefined}
          className={`inline-flex min-h-6 items-center gap-1.5 max-sm:min-h-11 ${current ? 'font-semibold' : 'text-link'}`}
        >
          {label} <span className="tabular-nums">{formatNumber(count, format)}</span>
        </a>
      ))}
    </nav>
  )
}

function Pages({ page: { outcome, after, next } }: { page: Page }) {
  if (after === 0 && next === null) return null
  const href = (from: number) => {
    const query = new URLSearchParams()
    if (outcome !== null) query.set('outcome', outcome)
    if (from > 0) query.set('after', String(from))
    return `?${query}`
  }
  return (
    <nav aria-label="Pages of rows" className="flex justify-end gap-2">
      {after > 0 ? <LinkButton href={href(0)}>First rows</LinkButton> : null}
      {next === null ? null : (
        <LinkButton href={href(next)} rel="next">
          Next rows
          <Icon name="chevron-right" size={14} />
        </LinkButton>
      )}
    </nav>
  )
}
