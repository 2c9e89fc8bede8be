import { Badge } from '@/components/ui/badge'
import { Callout } from '@/components/ui/callout'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { DescriptionList } from '@/components/ui/description-list'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import type { Format } from '@/lib/platform/format'
import {
  countWords,
  isOfQuery,
  type MappedField,
  type Mapping,
  type MappingView,
  originName,
  RECORD_WORDS,
  type Reading,
} from '@/lib/sync/model'
import { TryForm } from './try-form'

type Props = { view: MappingView; now: Date; format: Format }

/** A mapping: what feeds what, field by field, what became of it last, and the way to try it. */
export function MappingCard({ view, now, format }: Props) {
  const { mapping, faults, fields, mayTry } = view
  return (
    <Card label={mapping.title}>
      <CardHeader
        title={mapping.title}
        meta={<code>{mapping.file}</code>}
        actions={mapping.sampleOnly ? <Badge tone="accent">Example</Badge> : undefined}
      />
      <CardBody className="grid gap-3">
        {mapping.description === '' ? null : (
          <p className="text-text-muted text-pretty">{mapping.description}</p>
        )}
        <Facts view={view} now={now} format={format} />
        <Faults faults={faults} last={view.last} now={now} format={format} />
      </CardBody>
      {fields.length === 0 ? null : <FieldTable fields={fields} mapping={mapping} />}
      <Refused reading={view.applied} mapping={mapping} />
      {mayTry ? (
        <div className="print-hidden border-t border-border p-4">
          <TryForm mappingKey={mapping.key} title={mapping.title} />
        </div>
      ) : null}
    </Card>
  )
}

function Facts({ view: { mapping, href, applied }, now, format }: Props) {
  const { tags, record } = mapping
  const to = RECORD_WORDS[record]
  const origin = originName(mapping)
  return (
    <DescriptionList
      items={[
        {
          term: 'From',
          value:
            href === null ? (
              <bdi>{origin}</bdi>
            ) : (
              <a className="text-link" href={href}>
                <bdi>{origin}</bdi>
              </a>
            ),
        },
        {
          term: 'To',
          value: (
            <a className="text-link" href={to.href}>
              {to.many}
            </a>
          ),
        },
        ...(tags.length === 0 ? [] : [{ term: 'Tags of new ones', value: tags.join(', ') }]),
        {
          term: 'Last sync',
          value:
            applied === null ? (
              'It has not been carried out yet.'
            ) : (
              <>
                <RelativeTime at={applied.startedAt} now={now} format={format} />
                {applied.summary === null ? null : `: ${countWords(applied.summary.counts)}`}
              </>
            ),
        },
      ]}
    />
  )
}

function Faults({
  faults,
  last,
  now,
  format,
}: {
  faults: readonly string[]
  last: Reading | null
  now: Date
  format: Format
}) {
  return (
    <>
      {faults.length === 0 ? null : (
        <Callout tone="warning" title="It cannot be carried out as it is.">
          <ul>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Callout>
      )}
      {last?.failure == null ? null : (
        <Callout
          tone="danger"
          title={
            <>
              The last attempt failed <RelativeTime at={last.startedAt} now={now} format={format} />. What was
              here stays.
            </>
          }
        >
          {last.failure.detail}
        </Callout>
      )}
    </>
  )
}

/** The columns of a query are told by its answer: what type they have stands there. */
function FieldTable({ fields, mapping }: { fields: readonly MappedField[]; mapping: Mapping }) {
  const isQuery = isOfQuery(mapping)
  return (
    <div className="border-t border-border">
      <Table label={`Fields of ${mapping.title}`}>
        <Thead>
          <Th>Field of the {RECORD_WORDS[mapping.record].one}</Th>
          <Th>{isQuery ? 'Column of the query' : 'Field in Fibery'}</Th>
          {isQuery ? null : <Th>Type there</Th>}
        </Thead>
        <Tbody>
          {fields.map(({ to, from, found, fault }) => (
            <Tr key={to}>
              <Th scope="row">{toWords(to)}</Th>
              <Td>
                <bdi>{from}</bdi>
              </Td>
              {isQuery ? null : (
                <Td mono={fault === null} wrap={fault !== null}>
                  {fault === null ? (
                    found?.type
                  ) : (
                    <Badge tone="warning" icon="triangle-alert">
                      Not usable
                    </Badge>
                  )}
                </Td>
              )}
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  )
}

/** `parameters.Speed` as `parameter Speed`. */
function toWords(field: string): string {
  return field.replace(/^(parameter|attribute|link)s\./, '$1 ').replace(/^productGroup$/, 'group')
}

function Refused({ reading, mapping }: { reading: Reading | null; mapping: Mapping }) {
  const refused = reading?.summary?.refused ?? []
  if (refused.length === 0) return null
  const all = reading?.summary?.counts.refuse ?? refused.length
  return (
    <div className="border-t border-border">
      <h3 className="px-4 py-2 font-medium">
        Refused in the last sync
        {all > refused.length ? `: the first ${refused.length} of ${all}` : ''}
      </h3>
      <Table label={`Refused of ${mapping.title}`}>
        <Thead>
          <Th>{isOfQuery(mapping) ? 'Row of the query' : 'Record in Fibery'}</Th>
          <Th>Code</Th>
          <Th>Why</Th>
        </Thead>
        <Tbody>
          {refused.map(({ label, code, reasons }) => (
            <Tr key={label}>
              <Td wrap>
                <bdi>{label}</bdi>
              </Td>
              <Td mono>{code}</Td>
              <Td wrap>{reasons.join(' ')}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  )
}
