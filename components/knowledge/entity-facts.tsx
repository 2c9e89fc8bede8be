import { Callout } from '@/components/ui/callout'
import { DescriptionList } from '@/components/ui/description-list'
import { RelativeTime } from '@/components/ui/time'
import type { KbEntitySummary, KbReading } from '@/lib/knowledge/model'
import { FailureCallout, type Moment } from './space-state'

type Props = { entity: KbEntitySummary; reading: KbReading | null } & Moment

/** What the snapshot knows of an entity: there whatever Fibery does. */
export function EntityFacts({ entity, reading, now, format }: Props) {
  const time = (at: Date | null) =>
    at === null ? 'Not told' : <RelativeTime at={at} now={now} format={format} />
  return (
    <>
      {entity.goneAt !== null ? (
        <Callout tone="warning" title="This entity is gone, or no longer visible to the portal's account.">
          It was missing for the first time <RelativeTime at={entity.goneAt} now={now} format={format} />.
          What was known of it is kept.
        </Callout>
      ) : reading?.failure == null ? null : (
        <FailureCallout
          failure={reading.failure}
          known={reading.asOf !== null}
          about="entities"
          now={now}
          format={format}
        />
      )}
      <DescriptionList
        items={[
          {
            term: 'Number',
            value: entity.publicId === null ? 'Not told' : <bdi>{entity.publicId}</bdi>,
          },
          { term: 'Changed', value: time(entity.modifiedAt) },
          { term: 'Created', value: time(entity.createdAt) },
          { term: 'First seen', value: time(entity.firstSeenAt) },
        ]}
      />
    </>
  )
}
