import { Badge } from '@/components/ui/badge'
import { LinkButton } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/states'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import type { ProductStep } from '@/lib/segments/model/step'
import { StepDuration, StepParameters } from './step-value'

type Props = { code: string; steps: readonly ProductStep[]; mayEdit: boolean }

/** A product's segments in order, its overrides beside what each segment says: a block of its card. */
export function ProductSegments(props: Props) {
  return (
    <Card label="Process segments">
      <CardHeader
        title="Process segments"
        meta={props.steps.length === 0 ? undefined : String(props.steps.length)}
      />
      <CardBody flush>
        <Steps {...props} />
      </CardBody>
    </Card>
  )
}

function Steps({ code, steps, mayEdit }: Props) {
  const address = `/products/${encodeURIComponent(code)}/segments`
  if (steps.length === 0) {
    return (
      <EmptyState
        icon="git-branch"
        title="No process segments"
        action={mayEdit ? <LinkButton href={address}>Add segments</LinkButton> : undefined}
      >
        <p>The steps by which this product is made show here, in order.</p>
      </EmptyState>
    )
  }
  return (
    <>
      <Table label="Process segments">
        <Thead>
          <Th numeric>Step</Th>
          <Th>Segment</Th>
          <Th>Duration</Th>
          <Th>Parameters</Th>
        </Thead>
        <Tbody>
          {steps.map((step) => (
            <Tr key={step.id}>
              <Td numeric>{step.position}</Td>
              <Td>
                <SegmentName {...step.segment} />
              </Td>
              <Td>
                <StepDuration step={step} />
              </Td>
              <Td wrap>
                <StepParameters step={step} />
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      <p className="print-hidden flex flex-wrap gap-x-4 gap-y-1 border-t border-border px-4 py-2.5 text-sm">
        {mayEdit ? (
          <a className="text-link" href={address}>
            Edit segments
          </a>
        ) : null}
        <a className="text-link" href={`/segments/compare?a=${encodeURIComponent(code)}`}>
          Compare with another product
        </a>
      </p>
    </>
  )
}

export function SegmentName({ code, name, status, isDemo }: ProductStep['segment']) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <a className="text-link" href={`/segments/${encodeURIComponent(code)}`}>
        <bdi>{name}</bdi>
      </a>
      <span className="font-mono text-xs text-text-muted">{code}</span>
      {status === 'archived' ? <Badge icon="archive">Archived</Badge> : null}
      {isDemo ? <Badge tone="accent">Example</Badge> : null}
    </span>
  )
}
