import type { ReactNode } from 'react'
import { type Format, formatNumber } from '@/lib/platform/format'
import { Badge } from './badge'
import { Card, CardBody, CardHeader } from './card'
import { DescriptionList } from './description-list'
import { RelativeTime } from './time'

/** Stands for a fact that is not given. */
export const NONE = <span className="text-text-muted">None</span>

/** What is kept of a record: its description, and fact by fact with its name. */
export function FactsCard({
  description,
  items,
}: {
  description: string
  items: readonly { term: string; value: ReactNode }[]
}) {
  return (
    <Card label="Facts">
      <CardHeader title="Facts" />
      <CardBody className="grid gap-4">
        {description === '' ? null : (
          <p className="max-w-[72ch] break-words whitespace-pre-line" dir="auto">
            {description}
          </p>
        )}
        <DescriptionList items={items} />
      </CardBody>
    </Card>
  )
}

export function TagList({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return NONE
  return (
    <span className="flex flex-wrap gap-1">
      {tags.map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
    </span>
  )
}

/** When a record was changed last, and how often it was. */
export function LastChanged({
  at,
  version,
  now,
  format,
}: {
  at: Date
  version: number
  now: Date
  format: Format
}) {
  return (
    <>
      <RelativeTime at={at} now={now} format={format} />, version {formatNumber(version, format)}
    </>
  )
}
