import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { DescriptionList } from '@/components/ui/description-list'
import { RelativeTime } from '@/components/ui/time'
import type { Format } from '@/lib/platform/format'
import type { WorkflowOverview } from '@/lib/workflows/model'
import { NotConnected } from './not-connected'
import { RunStateBadge } from './run-state'
import { StartForm } from './start-form'

export type WorkflowCardProps = { workflow: WorkflowOverview; now: Date; format: Format }

/** What a workflow does, when it ran and will run, and the way to start it. */
export function WorkflowCard({ workflow, now, format }: WorkflowCardProps) {
  const { key, title, description, lacks, mayStart } = workflow
  return (
    <Card label={title}>
      <CardHeader title={title} meta={<code>{key}</code>} />
      <CardBody className="grid gap-x-8 gap-y-4 lg:grid-cols-[3fr_2fr]">
        <div className="grid content-start gap-3">
          <p className="text-text-muted text-pretty">{description}</p>
          <DescriptionList items={factsOf(workflow, now, format)} />
        </div>
        {lacks !== null ? (
          <div>
            <NotConnected system={lacks} />
          </div>
        ) : mayStart ? (
          <div className="print-hidden">
            <StartForm workflowKey={key} title={title} />
          </div>
        ) : null}
      </CardBody>
    </Card>
  )
}

function factsOf(
  { owner, tags, schedule, nextRunAt, lastRun, steps }: WorkflowOverview,
  now: Date,
  format: Format,
) {
  const last =
    lastRun === null ? (
      'It has not run yet.'
    ) : (
      <span className="inline-flex flex-wrap items-center gap-2">
        <RunStateBadge state={lastRun.state} />
        <a className="text-link" href={`/admin/workflows/${lastRun.id}`}>
          <RelativeTime at={lastRun.endedAt ?? lastRun.createdAt} now={now} format={format} />
        </a>
      </span>
    )
  const next =
    schedule === null ? (
      'Only when somebody starts it.'
    ) : nextRunAt === null ? (
      'None: there is nothing here that it does by itself.'
    ) : (
      <>
        <RelativeTime at={nextRunAt} now={now} format={format} />{' '}
        <span className="text-text-muted">
          (<code>{schedule.cron}</code>, {schedule.timeZone})
        </span>
      </>
    )
  return [
    { term: 'Last run', value: last },
    { term: 'Next run', value: next },
    { term: 'Steps', value: steps.map((step) => step.title).join(' → ') },
    { term: 'Owner', value: owner },
    ...(tags.length === 0 ? [] : [{ term: 'Tags', value: tags.join(', ') }]),
  ]
}
