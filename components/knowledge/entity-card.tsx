import type { ReactNode } from 'react'
import { Callout } from '@/components/ui/callout'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { DescriptionList } from '@/components/ui/description-list'
import { RelativeTime } from '@/components/ui/time'
import { failureWords } from '@/lib/knowledge/failure-words'
import type { KbCardAnswer, KbFact } from '@/lib/knowledge/model'
import { formatNumber } from '@/lib/platform/format'
import { RichText } from './rich-text'
import type { Moment } from './space-state'

type Props = { answer: KbCardAnswer; patientHref: string } & Moment

/** What Fibery told of an entity just now, or why it could not be asked: what the portal knows stands beside it. */
export function EntityCard({ answer, patientHref, now, format }: Props) {
  switch (answer.state) {
    case 'read':
      return <Read answer={answer} now={now} format={format} />
    case 'missing':
      return (
        <Callout tone="warning" title="Fibery does not show this entity any more.">
          It is gone, or no longer visible to the portal's account. What the portal read of it before is kept.
        </Callout>
      )
    case 'unasked':
      return answer.why === 'workspace' ? (
        <Callout tone="warning" title="No knowledge base is connected.">
          What you see is what was read last. An administrator connects a workspace by setting{' '}
          <code>FIBERY_URL</code> and <code>FIBERY_TOKEN</code>.
        </Callout>
      ) : (
        <Callout title="The rest of it cannot be asked for.">
          Fibery does not tell this space's GraphQL schema, or the database is gone: the portal does not know
          by what name to ask for its entities.
        </Callout>
      )
    case 'failed':
      return <Failed failure={answer.failure} patientHref={patientHref} now={now} format={format} />
  }
}

function Failed({
  failure,
  patientHref,
  now,
  format,
}: Pick<Props, 'patientHref'> & { failure: Extract<KbCardAnswer, { state: 'failed' }>['failure'] } & Moment) {
  return (
    <Callout tone="warning" title={failureWords(failure.code, 'entities').what}>
      <p>
        So its fields and texts are missing here; what you see is what was read last.{' '}
        <a className="text-link" href={patientHref}>
          Ask again, and wait longer
        </a>
      </p>
      <p className="mt-1 text-text-muted">
        <RelativeTime at={failure.at} now={now} format={format} />: <code>{failure.code}</code>
        {failure.detail === '' ? null : <>, {failure.detail}</>}
      </p>
    </Callout>
  )
}

function Read({ answer, now, format }: { answer: Extract<KbCardAnswer, { state: 'read' }> } & Moment) {
  const { facts, texts, empty, leftOut } = answer
  return (
    <div className="grid gap-4">
      <Card label="Fields">
        <CardHeader title="Fields" meta="as Fibery told them just now" />
        <CardBody className="grid gap-3">
          {facts.length === 0 ? (
            <p className="text-text-muted">No field holds anything.</p>
          ) : (
            <DescriptionList
              items={facts.map((fact) => ({ term: fact.label, value: factValue(fact, { now, format }) }))}
            />
          )}
          <FieldNote words="Empty" names={empty} />
          <FieldNote words="Not shown here" names={leftOut} />
        </CardBody>
      </Card>
      {texts.map(({ label, nodes, isCut }) => (
        <Card key={label} label={label}>
          <CardHeader title={<bdi>{label}</bdi>} />
          <CardBody className="grid gap-3">
            <RichText nodes={nodes} />
            {isCut ? <p className="text-sm text-text-muted">The rest of it stands in Fibery.</p> : null}
          </CardBody>
        </Card>
      ))}
    </div>
  )
}

function FieldNote({ words, names }: { words: string; names: readonly string[] }) {
  if (names.length === 0) return null
  return (
    <p className="text-sm text-text-muted">
      {words}: <bdi>{names.join(', ')}</bdi>
    </p>
  )
}

function factValue(fact: KbFact, { now, format }: Moment): ReactNode {
  switch (fact.kind) {
    case 'text':
      return <bdi className="whitespace-pre-wrap">{fact.text}</bdi>
    case 'number':
      return formatNumber(fact.value, format)
    case 'answer':
      return fact.value ? 'Yes' : 'No'
    case 'time':
      return <RelativeTime at={fact.at} now={now} format={format} />
    case 'span':
      return (
        <>
          <bdi>{fact.start ?? '…'}</bdi> to <bdi>{fact.end ?? '…'}</bdi>
        </>
      )
    case 'related':
      return <Related fact={fact} />
  }
}

function Related({ fact: { entities, more } }: { fact: Extract<KbFact, { kind: 'related' }> }) {
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1">
      {entities.map(({ title, href }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: titles may be alike, and the list is drawn once
        <li key={index}>
          {href === null ? (
            <bdi>{title}</bdi>
          ) : (
            <a className="text-link" href={href}>
              <bdi>{title}</bdi>
            </a>
          )}
        </li>
      ))}
      {more ? <li className="text-text-muted">and maybe others, in Fibery</li> : null}
    </ul>
  )
}
