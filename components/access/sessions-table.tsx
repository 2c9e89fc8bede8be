import { Badge } from '@/components/ui/badge'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import { endOwnSessionAction } from '@/lib/access/actions'
import type { OwnSession } from '@/lib/access/model'
import type { Format } from '@/lib/platform/format'
import { ActionButton } from './action-button'
import { browserWords } from './words'

/** One's own open sessions, each of which can be ended. */
export function SessionsTable({
  sessions,
  now,
  format,
}: {
  sessions: readonly OwnSession[]
  now: Date
  format: Format
}) {
  return (
    <Table label="Your sessions">
      <Thead>
        <Th>Browser</Th>
        <Th>Signed in</Th>
        <Th>Last used</Th>
        <Th>Ends at the latest</Th>
        <Th className="relative">
          <span className="sr-only">Change</span>
        </Th>
      </Thead>
      <Tbody>
        {sessions.map((session) => (
          <Tr key={session.key}>
            <Td>
              {browserWords(session.userAgent)}{' '}
              {session.current ? <Badge tone="accent">This one</Badge> : null}
            </Td>
            <Td>
              <RelativeTime at={session.createdAt} now={now} format={format} />
            </Td>
            <Td>
              <RelativeTime at={session.lastSeenAt} now={now} format={format} />
            </Td>
            <Td>
              <RelativeTime at={session.expiresAt} now={now} format={format} />
            </Td>
            <Td numeric>
              {session.current ? (
                <a className="text-link" href="/auth/logout">
                  Sign out
                </a>
              ) : (
                <ActionButton
                  action={endOwnSessionAction}
                  fields={{ key: session.key }}
                  label="End"
                  description={`End the session in ${browserWords(session.userAgent)}`}
                />
              )}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}
