import type { Metadata } from 'next'
import { Callout } from '@/components/ui/callout'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { LiveRefresh } from '@/components/workflows/live-refresh'
import { NotConnected } from '@/components/workflows/not-connected'
import { RunActions } from '@/components/workflows/run-actions'
import { RunFacts } from '@/components/workflows/run-facts'
import { RunStateBadge } from '@/components/workflows/run-state'
import { StepTimeline } from '@/components/workflows/step-timeline'
import { loadRun } from '@/lib/workflows/loaders'
import { isActive } from '@/lib/workflows/model'

export const metadata: Metadata = { title: 'Workflow run' }

type Props = { params: Promise<{ run: string }> }

export default async function RunPage({ params }: Props) {
  const { ctx, run } = await loadRun((await params).run)
  const now = ctx.now()
  const format = { locale: ctx.user.locale, timeZone: ctx.user.timeZone }
  const failedStep = run.steps.find((step) => step.state === 'failed')
  return (
    <>
      <PageHeader
        title={run.title}
        breadcrumbs={[
          { label: 'Admin' },
          { href: '/admin/workflows', label: 'Workflows' },
          { label: `Run ${run.id.slice(0, 8)}` },
        ]}
        meta={<RunStateBadge state={run.state} />}
        actions={<RunActions runId={run.id} may={run.may} />}
      />
      {isActive(run.state) ? <LiveRefresh everyMs={1_500} /> : null}
      <div className="grid gap-4">
        {run.failure === null ? null : (
          <Callout
            tone="danger"
            title={
              failedStep === undefined
                ? 'It failed between its steps.'
                : `It failed at “${failedStep.title}”.`
            }
          >
            <p className="break-words whitespace-pre-wrap">{run.failure.message}</p>
            {run.may.retry ? (
              <p>
                Mend the cause and retry: it goes on at that step, and what was done before is not repeated.
              </p>
            ) : null}
          </Callout>
        )}
        {run.state === 'abandoned' ? (
          <Callout tone="warning" title="It was put aside: every replica that took it up died.">
            Look at the replicas' logs for the moment of the last attempt before you retry it.
          </Callout>
        ) : null}
        {run.lacks === null ? null : <NotConnected system={run.lacks} />}
        <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
          <Card label="Steps">
            <CardHeader title="Steps" />
            <StepTimeline steps={run.steps} now={now} format={format} />
          </Card>
          <Card label="About this run">
            <CardHeader title="About this run" />
            <CardBody>
              <RunFacts run={run} now={now} format={format} />
            </CardBody>
          </Card>
        </div>
      </div>
    </>
  )
}
