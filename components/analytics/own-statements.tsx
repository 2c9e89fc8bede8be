import { ActionButton } from '@/components/ui/action-button'
import { Badge, type Tone } from '@/components/ui/badge'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/time'
import { forgetStatementsAction } from '@/lib/analytics/actions/ad-hoc'
import type { OwnStatement } from '@/lib/analytics/ad-hoc'
import type { RunOutcome } from '@/lib/analytics/model'
import type { Format } from '@/lib/platform/format'

const OUTCOMES: Record<RunOutcome, { tone: Tone; words: string }> = {
  done: { tone: 'success', words: 'answered' },
  failed: { tone: 'danger', words: 'failed' },
  timeout: { tone: 'warning', words: 'too long' },
  cancelled: { tone: 'neutral', words: 'stopped' },
}

type Props = { recent: readonly OwnStatement[]; now: Date; format: Format }

/** What the reader asked of late. Nobody else sees it. */
export function OwnStatements({ recent, now, format }: Props) {
  if (recent.length === 0) return null
  return (
    <Card label="Asked of late" className="print-hidden">
      <CardHeader
        title="Asked of late"
        actions={
          <ActionButton
            action={forgetStatementsAction}
            fields={{ id: '' }}
            label="Clear"
            size="sm"
            variant="ghost"
          />
        }
      />
      <CardBody flush className="max-h-[28rem] overflow-y-auto">
        <ul>
          {recent.map(({ id, statement, outcome, askedAt }) => (
            <li
              key={id}
              className="relative grid gap-1 border-b border-border px-4 py-2 last:border-b-0 hover:bg-surface-hover"
            >
              <a
                href={`/analytics/sql?from=${id}`}
                className="row-link line-clamp-3 font-mono text-xs break-words whitespace-pre-wrap"
              >
                {statement.slice(0, 300)}
              </a>
              <p className="flex flex-wrap items-center gap-2 text-xs text-text-muted">
                <Badge tone={OUTCOMES[outcome].tone}>{OUTCOMES[outcome].words}</Badge>
                <RelativeTime at={askedAt} now={now} format={format} />
              </p>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}
