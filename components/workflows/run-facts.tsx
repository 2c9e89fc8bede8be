import { DescriptionList } from '@/components/ui/description-list'
import { RelativeTime } from '@/components/ui/time'
import type { Format } from '@/lib/platform/format'
import { type RunDetail, toDurationWords } from '@/lib/workflows/model'

/** Who asked for a run and why, when, and how often it was taken up. */
export function RunFacts({ run, now, format }: { run: RunDetail; now: Date; format: Format }) {
  const { request, startedAt, endedAt, takenUp, executorId } = run
  const moment = (at: Date | null) => (at === null ? '—' : <RelativeTime at={at} now={now} format={format} />)
  const took = startedAt === null ? '—' : toDurationWords((endedAt ?? now).getTime() - startedAt.getTime())
  return (
    <DescriptionList
      items={[
        { term: 'Asked for by', value: request.by.name },
        { term: 'Why', value: request.reason },
        { term: 'Asked for', value: moment(request.at) },
        { term: 'Taken up', value: moment(startedAt) },
        { term: 'Ended', value: moment(endedAt) },
        { term: 'Took', value: took },
        {
          term: 'Times taken up',
          value: takenUp > 1 ? `${takenUp}: a replica died or was stopped in the middle` : String(takenUp),
        },
        {
          term: 'Replica',
          value: executorId === null ? '—' : <code className="break-all">{executorId}</code>,
        },
      ]}
    />
  )
}
