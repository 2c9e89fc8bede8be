import { ActionButton } from '@/components/ui/action-button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/time'
import type { Format } from '@/lib/platform/format'
import { settleReportAction } from '@/lib/products/actions/keeping'
import type { ProductMistake } from '@/lib/products/model'

/** What readers reported, for those who may edit the product. Nothing when nothing is open. */
export function OpenMistakes({
  mistakes,
  code,
  now,
  format,
}: {
  mistakes: readonly ProductMistake[]
  code: string
  now: Date
  format: Format
}) {
  if (mistakes.length === 0) return null
  return (
    <Card label="Reported mistakes" className="print-hidden">
      <CardHeader title="Reported mistakes" />
      <CardBody flush>
        <ul>
          {mistakes.map(({ id, words, by, reportedAt }) => (
            <li
              key={id}
              className="flex flex-wrap items-start gap-2 border-b border-border px-4 py-2.5 last:border-b-0"
            >
              <div className="min-w-0 flex-1">
                <p className="break-words whitespace-pre-line">{words}</p>
                <p className="text-sm text-text-muted">
                  {by ?? 'Somebody who is gone'}, <RelativeTime at={reportedAt} now={now} format={format} />
                </p>
              </div>
              <ActionButton action={settleReportAction} fields={{ code, id }} label="Settled" icon="check" />
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}
