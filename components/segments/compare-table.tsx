import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { durationWords } from '@/lib/segments/model/duration'
import { valueText } from '@/lib/segments/model/parameter'
import { type ProductStep, type StepPair, stepValues } from '@/lib/segments/model/step'
import { SegmentName } from './product-segments'
import { Quantity } from './unit'

type Named = { code: string; name: string }

/** Two products' segments side by side: what each goes through alone, and where they do the same otherwise. */
export function CompareTable({
  left,
  right,
  pairs,
}: {
  left: Named
  right: Named
  pairs: readonly StepPair[]
}) {
  return (
    <Table label="Segments of both products">
      <Thead>
        <Th>Segment</Th>
        <Th>
          <bdi>{left.name}</bdi>
        </Th>
        <Th>
          <bdi>{right.name}</bdi>
        </Th>
        <Th>Difference</Th>
      </Thead>
      <Tbody>
        {pairs.map((pair) => {
          const step = pair.left ?? pair.right
          if (step === null) return null
          return (
            <Tr key={`${pair.left?.id} ${pair.right?.id}`}>
              <Td>
                <SegmentName {...step.segment} />
              </Td>
              <Td wrap>
                <Side step={pair.left} other={pair.right} />
              </Td>
              <Td wrap>
                <Side step={pair.right} other={pair.left} />
              </Td>
              <Td>
                <Difference pair={pair} left={left} right={right} />
              </Td>
            </Tr>
          )
        })}
      </Tbody>
    </Table>
  )
}

/** `text` is what is compared, `shown` what is read. */
type Fact = { name: string; text: string; shown: ReactNode }

/** What holds of a step in a product: its own word, else the segment's. */
function facts(step: ProductStep | null): Fact[] {
  if (step === null) return []
  const duration = step.duration ?? step.segment.duration
  const words = duration === null ? '' : durationWords(duration)
  return [
    ...(words === '' ? [] : [{ name: 'Duration', text: words, shown: words }]),
    ...stepValues(step).flatMap(({ id, own, override }) => {
      const value = override ?? own
      return value === null || value.value === ''
        ? []
        : [{ name: id, text: valueText(value), shown: <Quantity {...value} /> }]
    }),
  ]
}

function differs(one: Fact, others: readonly Fact[]): boolean {
  return others.find(({ name }) => name === one.name)?.text !== one.text
}

function Side({ step, other }: { step: ProductStep | null; other: ProductStep | null }) {
  if (step === null) return <span className="text-text-muted">Not gone through</span>
  const [own, others] = [facts(step), facts(other)]
  return (
    <div>
      <p className="text-text-muted">Step {step.position}</p>
      <ul>
        {own.map((fact) => (
          <li key={fact.name}>
            <span className="text-text-muted">{fact.name}: </span>
            {other !== null && differs(fact, others) ? (
              <strong className="font-semibold">{fact.shown}</strong>
            ) : (
              fact.shown
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Difference({ pair, left, right }: { pair: StepPair; left: Named; right: Named }) {
  if (pair.left === null) return <Badge tone="warning">Only {right.code}</Badge>
  if (pair.right === null) return <Badge tone="warning">Only {left.code}</Badge>
  const [one, other] = [facts(pair.left), facts(pair.right)]
  const names = new Set([
    ...one.filter((fact) => differs(fact, other)).map(({ name }) => name),
    ...other.filter((fact) => differs(fact, one)).map(({ name }) => name),
  ])
  if (names.size === 0) return <Badge>The same</Badge>
  return <Badge tone="accent">Otherwise: {[...names].join(', ')}</Badge>
}
