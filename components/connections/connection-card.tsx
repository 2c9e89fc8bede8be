import { Callout } from '@/components/ui/callout'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { DescriptionList } from '@/components/ui/description-list'
import { RelativeTime } from '@/components/ui/time'
import type { Connection } from '@/lib/connections/model'
import { type Format, formatNumber } from '@/lib/platform/format'
import { CheckForm } from './check-form'
import { ConnectionStateBadge } from './connection-state'

export type ConnectionCardProps = {
  connection: Connection
  mayCheck: boolean
  now: Date
  format: Format
}

/** One upstream: how it stands in a word, where it points, what was last learnt, and what to do. */
export function ConnectionCard({ connection, mayCheck, now, format }: ConnectionCardProps) {
  const { system, name, purpose, target, state } = connection
  return (
    <Card label={name} className="flex flex-col">
      <CardHeader title={name} meta={<ConnectionStateBadge state={state} />} />
      <CardBody className="grid flex-1 content-start gap-3">
        <p className="text-text-muted text-pretty">{purpose}</p>
        {state === 'not connected' ? null : <Facts {...{ connection, now, format }} />}
        <Fault connection={connection} />
      </CardBody>
      {mayCheck && target !== null ? (
        <div className="print-hidden border-t border-border px-4 py-2">
          <CheckForm system={system} name={name} />
        </div>
      ) : null}
    </Card>
  )
}

function Facts({ connection, now, format }: Omit<ConnectionCardProps, 'mayCheck'>) {
  const { target, lastSuccessAt, lastFailureAt, latencyMs } = connection
  const moment = (at: Date | null) => (at === null ? 'Never' : <RelativeTime {...{ at, now, format }} />)
  return (
    <DescriptionList
      items={[
        { term: 'Points to', value: <code className="break-words">{target}</code> },
        { term: 'Last success', value: moment(lastSuccessAt) },
        { term: 'Last failure', value: moment(lastFailureAt) },
        { term: 'Latency', value: latencyMs === null ? '—' : `${formatNumber(latencyMs, format)} ms` },
      ]}
    />
  )
}

/** In full while it fails; a fault that is over is only told. */
function Fault({ connection }: { connection: Connection }) {
  const { fault, state, system } = connection
  if (state === 'not connected') return <NotConnected system={system} />
  if (fault === null) return null
  if (state !== 'failing') {
    return <p className="text-sm text-text-muted">The last failure was: {fault.detail}</p>
  }
  return (
    <Callout tone="danger" title={fault.detail}>
      {fault.remedy}
    </Callout>
  )
}

function NotConnected({ system }: { system: Connection['system'] }) {
  const how =
    system === 'superset' ? (
      <>
        Nothing is wrong.{' '}
        <a className="text-link" href="/dashboards">
          Dashboards
        </a>{' '}
        tells how to connect it.
      </>
    ) : (
      'Nothing is wrong. Set its variables and start the portal again to connect it.'
    )
  return <Callout title="This system is not connected.">{how}</Callout>
}
