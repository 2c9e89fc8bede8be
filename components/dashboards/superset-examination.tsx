import { Badge, type Tone } from '@/components/ui/badge'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { IconName } from '@/components/ui/icon-names'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import type { Examination, LeakOutcome } from '@/lib/dashboards/leaks'
import type { Format } from '@/lib/platform/format'
import { ExamineForm } from './examine-form'

const LOOKS: Record<LeakOutcome, { tone: Tone; icon: IconName; words: string }> = {
  open: { tone: 'danger', icon: 'circle-x', words: 'Open' },
  unknown: { tone: 'neutral', icon: 'circle-dashed', words: 'Not told' },
  closed: { tone: 'success', icon: 'circle-check', words: 'Closed' },
}
const ORDER: readonly LeakOutcome[] = ['open', 'unknown', 'closed']

type Props = { last: Examination | null; mayCheck: boolean; now: Date; format: Format }

/** The known ways past the rules of an embedded dashboard, and which of them this Superset leaves open. */
export function SupersetExamination({ last, mayCheck, now, format }: Props) {
  return (
    <Card label="What Superset leaves open">
      <CardHeader
        title="What Superset leaves open"
        meta={last === null ? 'Never examined' : <RelativeTime at={last.at} now={now} format={format} />}
        actions={mayCheck ? <ExamineForm /> : undefined}
      />
      {last === null ? (
        <CardBody>
          <p className="max-w-[72ch] text-text-muted text-pretty">
            A plain Superset lets the reader of an embedded dashboard ask for more than the dashboard shows.
            The examination tries each known way as a guest would, with a token to which no row is shown.
          </p>
        </CardBody>
      ) : (
        <Findings last={last} />
      )}
    </Card>
  )
}

function Findings({ last }: { last: Examination }) {
  const findings = ORDER.flatMap((outcome) => last.findings.filter((finding) => finding.outcome === outcome))
  return (
    <CardBody flush>
      <Table label="What a guest tried">
        <Thead>
          <Th>State</Th>
          <Th>What a guest tried</Th>
          <Th>Answer</Th>
          <Th>What closes it</Th>
        </Thead>
        <Tbody>
          {findings.map(({ key, title, outcome, detail, remedy }) => {
            const { tone, icon, words } = LOOKS[outcome]
            return (
              <Tr key={key}>
                <Td>
                  <Badge tone={tone} icon={icon}>
                    {words}
                  </Badge>
                </Td>
                <Td wrap className="min-w-48">
                  {title}
                </Td>
                <Td wrap className="min-w-32">
                  {detail}
                </Td>
                <Td wrap className="min-w-64 text-text-muted">
                  {outcome === 'closed' ? '—' : remedy}
                </Td>
              </Tr>
            )
          })}
        </Tbody>
      </Table>
    </CardBody>
  )
}
