import type { Metadata } from 'next'
import { Callout } from '@/components/ui/callout'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { LiveRefresh } from '@/components/workflows/live-refresh'
import { RunFilters, runsHref } from '@/components/workflows/run-filters'
import { RunTable } from '@/components/workflows/run-table'
import { WorkflowCard } from '@/components/workflows/workflow-card'
import { loadWorkflows } from '@/lib/workflows/loaders'

export const metadata: Metadata = { title: 'Workflows' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function WorkflowsPage({ searchParams }: Props) {
  const { ctx, filter, workflows, runs, engine } = await loadWorkflows(await searchParams)
  const now = ctx.now()
  const format = { locale: ctx.user.locale, timeZone: ctx.user.timeZone }
  const { total, page, perPage } = runs
  const active = workflows.some((workflow) => workflow.active)
  return (
    <>
      <PageHeader
        title="Workflows"
        description="Work that goes on by itself: it is taken up again where it stopped, whatever dies in the middle."
        breadcrumbs={[{ label: 'Admin' }, { label: 'Workflows' }]}
        meta={`${workflows.length} defined`}
      />
      {active ? <LiveRefresh everyMs={2_000} /> : null}
      <div className="grid gap-4">
        {engine.liveExecutors > 0 ? null : (
          <Callout tone="warning" title="No replica takes up runs at present.">
            What you start waits until one does. The engine starts with the portal and tries again by itself;
            its last fault is in the portal's log, and{' '}
            <a className="text-link" href="/admin/connections">
              Connections
            </a>{' '}
            tells what to do.
          </Callout>
        )}
        {workflows.map((workflow) => (
          <WorkflowCard key={workflow.key} workflow={workflow} now={now} format={format} />
        ))}
        <Card label="Runs">
          <CardHeader title="Runs" actions={<RunFilters state={filter.state} workflow={filter.workflow} />} />
          <CardBody flush>
            <RunTable
              runs={runs.runs}
              filtered={filter.state !== undefined || filter.workflow !== undefined || page > 1}
              now={now}
              format={format}
            />
          </CardBody>
          <div className="border-t border-border px-4 py-2">
            <Pagination
              from={(page - 1) * perPage + 1}
              to={Math.min(page * perPage, total)}
              total={total}
              noun="runs"
              locale={format.locale}
              previousHref={page > 1 ? runsHref({ ...filter, page: page - 1 }) : undefined}
              nextHref={page * perPage < total ? runsHref({ ...filter, page: page + 1 }) : undefined}
            />
          </div>
        </Card>
      </div>
    </>
  )
}
