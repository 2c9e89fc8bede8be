import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { RelativeTime } from '@/components/ui/time'
import type { RunningStatement as Running } from '@/lib/analytics/ad-hoc'
import type { Format } from '@/lib/platform/format'

/** A statement of the reader's that runs now, begun in another window: one at a time runs. Works without script. */
export function RunningStatement({ running, now, format }: { running: Running; now: Date; format: Format }) {
  return (
    <div className="mb-4">
      <Callout
        title={
          <>
            A statement of yours is running, begun{' '}
            <RelativeTime at={running.askedAt} now={now} format={format} />
          </>
        }
        actions={
          <form action="/analytics/sql/stop" method="post">
            <Button type="submit" size="sm">
              Stop it
            </Button>
          </form>
        }
      >
        <code className="line-clamp-2 break-words">{running.statement.slice(0, 200)}</code>
      </Callout>
    </div>
  )
}
