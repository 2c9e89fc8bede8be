import { Callout } from '@/components/ui/callout'
import { RelativeTime } from '@/components/ui/time'
import { LiveRefresh } from '@/components/workflows/live-refresh'
import type { AnswerFault, QueryAnswer } from '@/lib/analytics/model'
import type { Format } from '@/lib/platform/format'
import { RefreshAnswer } from './refresh-answer'

type Props = {
  answer: QueryAnswer
  /** The query's parameters as they stand in the address. */
  search: string
  format: Format
  now: Date
}

/** How old the answer is, why it is not newer, and the way to a newer one. */
export function AnswerState({ answer, search, format, now }: Props) {
  const { asOf, asking, fault } = answer
  return (
    <div className="grid gap-3">
      <div className="print-hidden flex min-h-7 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="text-sm text-text-muted" aria-live="polite">
          Answered <RelativeTime at={asOf} now={now} format={format} />
          {asking ? '. A newer answer is being asked for; it comes by itself.' : '.'}
        </p>
        {asking ? <LiveRefresh everyMs={2_000} /> : null}
        <RefreshAnswer query={answer.queryKey} search={search} />
      </div>
      {fault === null ? null : (
        <Callout tone="warning" title="This answer is older than it should be">
          <p>
            {faultWords(fault)} <RelativeTime at={fault.at} now={now} format={format} />. The figures below
            are those of the last answer.
          </p>
          {fault.detail === '' ? null : <p className="mt-1 break-words">{fault.detail}</p>}
        </Callout>
      )}
    </div>
  )
}

function faultWords({ code }: AnswerFault): string {
  return code === 'UPSTREAM_TIMEOUT' ? 'A newer one took too long' : 'A newer one could not be had'
}
