import { Badge } from '@/components/ui/badge'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import { type AuditEvent, type SubjectName, subjectHref, toChangeLines } from '@/lib/audit/model'
import { type AuditFilter, auditQuery } from '@/lib/audit/schema'
import { type Format, formatDateTime, formatNumber } from '@/lib/platform/format'
import { ChangeList } from './change-list'
import { OutcomeBadge } from './outcome-badge'

type Around = { filter: AuditFilter; names: ReadonlyMap<string, SubjectName>; now: Date; format: Format }

/** Events, newest first. Who, what and the request lead to all events of the same. */
export function AuditTable({ events, ...around }: Around & { events: readonly AuditEvent[] }) {
  return (
    <Table label="Audit events">
      <Thead>
        <Th>When</Th>
        <Th>Outcome</Th>
        <Th>Who</Th>
        <Th>What</Th>
        <Th>What changed</Th>
        <Th numeric>Sealed as</Th>
      </Thead>
      <Tbody>
        {events.map((event) => (
          <AuditRow key={event.id} event={event} {...around} />
        ))}
      </Tbody>
    </Table>
  )
}

function AuditRow({ event, ...around }: Around & { event: AuditEvent }) {
  const { now, format } = around
  const { at, count, outcome, requestId, position } = event
  return (
    <Tr>
      <Td>
        {formatDateTime(at, format)}
        <span className="block text-sm text-text-muted">
          <RelativeTime at={at} now={now} format={format} />
        </span>
      </Td>
      <Td>
        <OutcomeBadge outcome={outcome} />
        {count === 1 ? null : (
          <span className="ml-1.5 tabular-nums">{`× ${formatNumber(count, format)}`}</span>
        )}
      </Td>
      <Td>
        <ActorCell event={event} {...around} />
      </Td>
      <Td wrap className="min-w-52">
        <SubjectCell event={event} {...around} />
      </Td>
      <Td wrap className="min-w-64">
        <ChangeList lines={toChangeLines(event)} format={format} />
      </Td>
      <Td numeric>
        {position === null ? (
          <span className="text-text-muted">not yet</span>
        ) : (
          formatNumber(Number(position), format)
        )}
        <a
          className="block font-mono text-xs text-text-muted hover:underline"
          href={auditQuery({ request: requestId })}
          aria-label={`${requestId.slice(0, 8)}: all events of this request`}
        >
          {requestId.slice(0, 8)}
        </a>
      </Td>
    </Tr>
  )
}

function ActorCell({ event: { actor }, filter }: Around & { event: AuditEvent }) {
  return (
    <>
      <a className="text-link" href={auditQuery({ ...filter, actor: actor.id })}>
        {actor.name ?? actor.id}
      </a>
      {actor.kind === 'user' ? null : (
        <span className="ml-1.5">
          <Badge>{actor.kind}</Badge>
        </span>
      )}
    </>
  )
}

function SubjectCell({ event: { action, subject }, filter, names }: Around & { event: AuditEvent }) {
  const name = names.get(`${subject.kind}:${subject.id}`)
  const href = subjectHref(subject, name)
  const words = name?.name ?? subject.id
  return (
    <>
      <span className="block font-mono text-xs">{action}</span>
      <span className="text-text-muted">{subject.kind}</span>
      {subject.id === '*' ? null : (
        <>
          {' '}
          {href === null ? (
            <span className="break-all">{words}</span>
          ) : (
            <a className="text-link break-words" href={href}>
              {words}
            </a>
          )}
          <a
            className="ml-2 inline-flex min-h-6 items-center text-sm text-text-muted hover:underline"
            href={auditQuery({ ...filter, kind: subject.kind, id: subject.id })}
            aria-label={`history of ${subject.kind} ${words}`}
          >
            history
          </a>
        </>
      )}
    </>
  )
}
