import { Badge } from '@/components/ui/badge'
import { Callout } from '@/components/ui/callout'
import { AsOf, RelativeTime } from '@/components/ui/time'
import { failureWords } from '@/lib/knowledge/failure-words'
import type { KbFailure, KbSpaceSummary } from '@/lib/knowledge/model'
import type { Format } from '@/lib/platform/format'

export type Moment = { now: Date; format: Format }

type StateOf = Pick<KbSpaceSummary, 'asOf' | 'failure' | 'goneAt' | 'isDemo' | 'origin' | 'refreshingSince'>

/** A space's state in words, and the age of what is shown. */
export function SpaceState({ space, now, format }: { space: StateOf } & Moment) {
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      {space.goneAt === null ? null : (
        <Badge tone="warning" icon="archive">
          Gone
        </Badge>
      )}
      {space.failure === null || space.goneAt !== null ? null : (
        <Badge tone="danger" icon="circle-alert">
          Not up to date
        </Badge>
      )}
      {space.refreshingSince === null ? null : (
        <Badge tone="accent" icon="refresh-cw">
          Being read
        </Badge>
      )}
      {space.isDemo ? <Badge>Example</Badge> : null}
      <AsOf at={space.asOf} source="Fibery" now={now} format={format} />
    </span>
  )
}

/** Why what is shown may be old, and what to do about it. */
export function SpaceFault({ space, now, format }: { space: StateOf } & Moment) {
  if (space.goneAt !== null) {
    return (
      <Callout tone="warning" title="This space is gone, or no longer visible to the portal's account.">
        It was missing for the first time <RelativeTime at={space.goneAt} now={now} format={format} />. What
        was known of it is kept.
      </Callout>
    )
  }
  if (space.failure === null) return space.origin === 'catalog' ? <WithoutApiNames /> : null
  return <FailureCallout failure={space.failure} known={space.asOf !== null} now={now} format={format} />
}

/** The space itself was refused, and the workspace's own schema stands for it. */
function WithoutApiNames() {
  return (
    <Callout title="Fibery does not tell this space's GraphQL schema.">
      What you see is up to date, from the workspace's own list of databases and fields. Names for the API are
      those that were read before, and new ones have none. An administrator of Fibery can see whether
      introspection is turned off for this space.
    </Callout>
  )
}

/** `known`: whether something good is shown in spite of it. */
export function FailureCallout({
  failure,
  known,
  about,
  now,
  format,
}: { failure: KbFailure; known: boolean; about?: 'entities' } & Moment) {
  const { what, next } = failureWords(failure.code, about)
  return (
    <Callout tone={known ? 'warning' : 'danger'} title={what}>
      <p>
        {next} {known ? 'What you see is what was read last.' : 'Nothing has been read yet.'}
      </p>
      <p className="mt-1 text-text-muted">
        <RelativeTime at={failure.at} now={now} format={format} />: <code>{failure.code}</code>
        {failure.detail === '' ? null : <>, {failure.detail}</>}
      </p>
    </Callout>
  )
}
