import { RecordSource } from '@/components/synced/record-source'
import { Badge } from '@/components/ui/badge'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { FactsCard, LastChanged, NONE, TagList } from '@/components/ui/facts-card'
import { EmptyState } from '@/components/ui/states'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { type Format, formatNumber } from '@/lib/platform/format'
import { durationWords } from '@/lib/segments/model/duration'
import { takesUnit, VALUE_TYPE_LABELS } from '@/lib/segments/model/parameter'
import { SEGMENT_STATUS_LABELS, type Segment, type SegmentRow } from '@/lib/segments/model/segment'
import { MAX_USES, type SegmentUse } from '@/lib/segments/model/step'
import { Unit } from './unit'

/** What the portal keeps of a segment. */
export function SegmentFacts({ segment, now, format }: { segment: Segment; now: Date; format: Format }) {
  const { parent, owner, tags, description, duration } = segment
  return (
    <FactsCard
      description={description}
      items={[
        { term: 'Code', value: <span className="font-mono">{segment.code}</span> },
        {
          term: 'Stands below',
          value: parent === null ? 'Nothing: it is at the top' : <SegmentLink {...parent} />,
        },
        { term: 'Duration', value: duration === null ? NONE : <Duration text={duration} /> },
        { term: 'Status', value: SEGMENT_STATUS_LABELS[segment.status] },
        { term: 'Owner', value: owner?.name ?? NONE },
        { term: 'Tags', value: <TagList tags={tags} /> },
        {
          term: 'Source',
          value: <RecordSource record={segment} fields={fieldNames(segment)} now={now} format={format} />,
        },
        {
          term: 'Last changed',
          value: <LastChanged at={segment.updatedAt} version={segment.version} now={now} format={format} />,
        },
      ]}
    />
  )
}

/** Its synced fields as people call them. */
function fieldNames({ syncedFields }: Segment): string[] {
  return syncedFields.map((field) => field.replace(/^parameters\./, '').replace(/^parent$/, 'place'))
}

function SegmentLink({ code, name }: { code: string; name: string }) {
  return (
    <a className="text-link min-w-0 break-words" href={`/segments/${encodeURIComponent(code)}`}>
      <bdi>{name}</bdi>
    </a>
  )
}

function Duration({ text }: { text: string }) {
  return (
    <>
      {durationWords(text)} <span className="font-mono text-xs text-text-muted">{text}</span>
    </>
  )
}

/** How a segment is carried out, in its order. */
export function SegmentParameters({ parameters }: { parameters: Segment['parameters'] }) {
  return (
    <Card label="Parameters">
      <CardHeader title="Parameters" meta={parameters.length === 0 ? undefined : String(parameters.length)} />
      <CardBody flush>
        {parameters.length === 0 ? (
          <EmptyState icon="list" title="No parameters">
            <p>Temperatures, speeds, amounts: what is set when this step is carried out.</p>
          </EmptyState>
        ) : (
          <Table label="Parameters">
            <Thead>
              <Th>Parameter</Th>
              <Th numeric>Value</Th>
              <Th>Unit</Th>
              <Th>Kind</Th>
              <Th>Description</Th>
            </Thead>
            <Tbody>
              {parameters.map(({ id, value, unit, valueType, description }) => (
                <Tr key={id}>
                  <Th scope="row">{id}</Th>
                  <Td numeric={takesUnit(valueType)} wrap={!takesUnit(valueType)}>
                    {value === '' ? NONE : <bdi>{value}</bdi>}
                  </Td>
                  <Td>{unit === null ? '' : <Unit code={unit} />}</Td>
                  <Td>{VALUE_TYPE_LABELS[valueType]}</Td>
                  <Td wrap>
                    <bdi>{description}</bdi>
                  </Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        )}
      </CardBody>
    </Card>
  )
}

/** What stands right below a segment. Nothing when nothing does. */
export function SegmentChildren({ rows }: { rows: readonly SegmentRow[] }) {
  if (rows.length === 0) return null
  return (
    <Card label="Segments below">
      <CardHeader title="Segments below" meta={String(rows.length)} />
      <CardBody>
        <ul className="grid gap-1">
          {rows.map((row) => (
            <li key={row.id} className="flex min-h-6 flex-wrap items-center gap-2">
              <span className="font-mono text-xs text-text-muted">{row.code}</span>
              <SegmentLink {...row} />
              {row.status === 'archived' ? <Badge icon="archive">Archived</Badge> : null}
              {row.isDemo ? <Badge tone="accent">Example</Badge> : null}
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}

/** Which products go through a segment, below the heading of their card. */
export function SegmentUses({ uses, format }: { uses: readonly SegmentUse[]; format: Format }) {
  if (uses.length === 0) {
    return (
      <EmptyState icon="package" title="No product uses it">
        <p>Put it among a product’s segments on the product’s page.</p>
      </EmptyState>
    )
  }
  const count = formatNumber(uses.length, format)
  return (
    <>
      <Table label="Products that use it">
        <Thead>
          <Th>Product</Th>
          <Th>Name</Th>
          <Th numeric>Step</Th>
          <Th numeric>Overrides</Th>
        </Thead>
        <Tbody>
          {uses.map(({ code, name, position, overrides }) => (
            <Tr key={`${code} ${position}`} linked>
              <Td mono>{code}</Td>
              <Td>
                <a className="row-link" href={`/products/${encodeURIComponent(code)}`}>
                  <bdi>{name}</bdi>
                </a>
              </Td>
              <Td numeric>{position}</Td>
              <Td numeric>{overrides}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      <p className="border-t border-border px-4 py-2 text-sm text-text-muted">
        {uses.length >= MAX_USES ? `The first ${count}; there are more.` : `${count} in all`}
      </p>
    </>
  )
}
