import { Badge, type Tone } from '@/components/ui/badge'
import type { IconName } from '@/components/ui/icon-names'
import { RelativeTime } from '@/components/ui/time'
import type { Finding, LinkState } from '@/lib/links/model'
import { reasonWords } from '@/lib/links/reason-words'
import type { Format } from '@/lib/platform/format'

type Look = { tone: Tone; icon: IconName; words: string }

const BROKEN: Look = { tone: 'danger', icon: 'circle-x', words: 'Broken' }
const FAILING: Look = { tone: 'warning', icon: 'triangle-alert', words: 'Failing' }
const UNKNOWN: Look = { tone: 'neutral', icon: 'circle-dashed', words: 'Not checked' }
const LOOKS: Readonly<Record<Finding, Look>> = {
  works: { tone: 'success', icon: 'circle-check', words: 'Works' },
  signIn: { tone: 'neutral', icon: 'lock', words: 'Needs sign-in' },
  busy: { tone: 'neutral', icon: 'clock', words: 'Busy' },
  unclear: { tone: 'neutral', icon: 'info', words: 'Not clear' },
  notAsked: UNKNOWN,
  gone: FAILING,
  fault: FAILING,
}

export function LinkStateBadge({ state }: { state: LinkState }) {
  const { brokenSince, failedSince, finding } = state
  const look =
    brokenSince !== null
      ? BROKEN
      : failedSince !== null
        ? FAILING
        : finding === null
          ? UNKNOWN
          : LOOKS[finding]
  return (
    <Badge tone={look.tone} icon={look.icon}>
      {look.words}
    </Badge>
  )
}

/** Beside a link: that it is broken, since when and why. Nothing while it is not sure. */
export function BrokenMark({
  state,
  now,
  format,
}: {
  state: LinkState | undefined
  now: Date
  format: Format
}) {
  if (state === undefined || state.brokenSince === null) return null
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5 text-sm text-text-muted">
      <LinkStateBadge state={state} />
      <span>
        since <RelativeTime at={state.failedSince ?? state.brokenSince} now={now} format={format} />.{' '}
        {reasonWords(state)}
      </span>
    </span>
  )
}
