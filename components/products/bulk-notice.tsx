import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Icon } from '@/components/ui/icon'
import { type Format, formatNumber } from '@/lib/platform/format'
import { undoBulkChangeAction } from '@/lib/products/actions/list'
import { BULK_OUTCOMES, type BulkOutcome, type BulkResult } from '@/lib/products/bulk'
import { ListForm } from './list-form'

const TOLD = (Object.keys(BULK_OUTCOMES) as BulkOutcome[]).filter(
  (outcome) => outcome !== 'changed' && outcome !== 'undone',
)

/** What became of a change of many: how many, which were left and why, and the way back. */
export function BulkNotice({ result, query, format }: { result: BulkResult; query: string; format: Format }) {
  const count = (outcome: BulkOutcome) => result.counts[outcome] ?? 0
  const told = TOLD.filter((outcome) => count(outcome) > 0)
  const show = (value: number) => formatNumber(value, format)
  const dealtWith = Object.values(result.counts).reduce((sum, n) => sum + n, 0)
  const gone = result.undone ? 0 : result.chosen - dealtWith
  const title = result.undone
    ? `${show(count('undone'))} of ${show(count('undone') + count('kept'))} products are as they were`
    : `${show(count('changed'))} of ${show(result.chosen)} products changed`
  return (
    <div role="status" className="mb-3">
      <Callout
        tone={told.some((outcome) => outcome !== 'same') || gone > 0 ? 'warning' : 'success'}
        title={title}
        actions={
          result.undone || count('changed') === 0 ? undefined : (
            <ListForm action={undoBulkChangeAction} fields={{ id: result.id, query }}>
              <Button type="submit">
                <Icon name="rotate-ccw" size={14} />
                Undo
              </Button>
            </ListForm>
          )
        }
      >
        {told.length === 0 && gone === 0 ? undefined : (
          <ul className="grid gap-0.5">
            {told.map((outcome) => (
              <Left key={outcome} outcome={outcome} count={show(count(outcome))} left={result.left} />
            ))}
            {gone > 0 ? <li>{show(gone)} are not there, or not yours to read.</li> : null}
          </ul>
        )}
      </Callout>
    </div>
  )
}

function Left({ outcome, count, left }: { outcome: BulkOutcome; count: string; left: BulkResult['left'] }) {
  const named = left.filter((one) => one.outcome === outcome)
  return (
    <li>
      {count} {BULK_OUTCOMES[outcome]}
      {named.length === 0 ? '.' : ': '}
      {named.map(({ code, name }, index) => (
        <span key={code}>
          {index === 0 ? null : ', '}
          <a className="text-link" href={`/products/${encodeURIComponent(code)}`}>
            {name}
          </a>
        </span>
      ))}
    </li>
  )
}
