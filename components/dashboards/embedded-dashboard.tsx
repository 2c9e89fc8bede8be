'use client'

import { type ReactNode, type RefObject, useRef } from 'react'
import { Callout } from '@/components/ui/callout'
import { Skeleton } from '@/components/ui/skeleton'
import type { Drawing } from '@/lib/dashboards/client/embedding'
import {
  type Embed,
  type EmbeddingState,
  frameTitle,
  frameUrl,
  OBSTACLE_WORDS,
} from '@/lib/dashboards/embedding'
import type { AllowedFilter } from '@/lib/dashboards/model'
import { CopyLink } from './copy-link'
import { FullScreen } from './full-screen'
import { StoppedDashboard } from './stopped-dashboard'
import { useEmbedding } from './use-embedding'

type Props = {
  embed: Embed
  filters: readonly AllowedFilter[]
  /** What the server knew when it drew the page. */
  known: EmbeddingState
  /** What it hears after that; null where it waited for it. */
  told: Promise<EmbeddingState> | null
  /** Begins the frame in its holder, which is covered by then. */
  begin: ReactNode
  /** Whether the reader looks after the connection, and is told the remedies. */
  mayMend: boolean
  /** What is known of the dashboard without Superset, for when it cannot be drawn. */
  facts: ReactNode
}

const AFTER = 'after-dashboard'

/** A Superset dashboard in its frame, covered until it is drawn in the page's own look; or a state of our own instead. */
export function EmbeddedDashboard({ embed, filters, known, told, begin, mayMend, facts }: Props) {
  const box = useRef<HTMLElement>(null)
  const place = useRef<HTMLDivElement>(null)
  const holder = useRef<HTMLDivElement>(null)
  const { drawing, again } = useEmbedding({ embed, filters, known, told, place, holder })
  const isDrawn = drawing.kind === 'drawn'
  return (
    <section ref={box} className="dashboard" aria-label={embed.title} data-drawing={drawing.kind}>
      <noscript>
        <Callout title="Dashboards need JavaScript">
          Superset draws them in the browser. The figures under Analytics need none.
        </Callout>
      </noscript>
      <div className="needs-script print-hidden flex flex-wrap items-center justify-between gap-2">
        <p role="status" className="text-sm text-text-muted">
          {statusOf(drawing)}
        </p>
        <div className="flex flex-wrap items-center gap-2">
          <CopyLink />
          <FullScreen box={box} />
        </div>
      </div>
      <Trouble drawing={drawing} mayMend={mayMend} />
      {drawing.kind === 'stopped' ? (
        <StoppedDashboard {...drawing} mayMend={mayMend} facts={facts} again={again} />
      ) : (
        <a className="dashboard-past text-link" href={`#${AFTER}`}>
          Skip the dashboard
        </a>
      )}
      <div ref={place} className="needs-script dashboard-place" hidden={drawing.kind === 'stopped'}>
        <Holder {...{ holder, embed, isDrawn }} />
        {drawing.kind === 'loading' ? (
          <Cover title={embed.title} word={drawing.word} mayMend={mayMend} />
        ) : null}
        {begin}
      </div>
      <p id={AFTER} tabIndex={-1} className="sr-only">
        End of the dashboard {embed.title}
      </p>
    </section>
  )
}

const NOT_REACTS = { __html: '' }

type HolderProps = { holder: RefObject<HTMLDivElement | null>; embed: Embed; isDrawn: boolean }

/** What is in it is not React's: a frame that was begun before React came stays as it is. */
function Holder({ holder, embed, isDrawn }: HolderProps) {
  return (
    <div
      ref={holder}
      className="dashboard-holder"
      // Nothing of it can be reached before it is seen.
      inert={!isDrawn}
      data-wide-frame={frameUrl(embed, { isNarrow: false })}
      data-narrow-frame={frameUrl(embed, { isNarrow: true })}
      data-frame-title={frameTitle(embed)}
      suppressHydrationWarning
      // biome-ignore lint/security/noDangerouslySetInnerHtml: empty, so that React looks at nothing in it
      dangerouslySetInnerHTML={NOT_REACTS}
    />
  )
}

type CoverProps = { title: string; word: 'slow' | 'silent' | null; mayMend: boolean }

function Cover({ title, word, mayMend }: CoverProps) {
  return (
    <div className="dashboard-cover" role="status" aria-label={`Loading ${title}`}>
      {word === null ? null : <CoverWord word={word} mayMend={mayMend} />}
      {['a', 'b', 'c', 'd', 'e', 'f'].map((part) => (
        <Skeleton key={part} />
      ))}
    </div>
  )
}

/** On the cover, so that nothing moves when it is drawn after all. */
function CoverWord({ word, mayMend }: { word: 'slow' | 'silent'; mayMend: boolean }) {
  const { title, what, remedy } = OBSTACLE_WORDS[word]
  return (
    <div className="dashboard-cover-words" data-obstacle={word}>
      <Callout title={title}>
        {what}
        {mayMend ? (
          <p className="mt-1">
            <span className="font-medium">To mend it: </span>
            {remedy}
          </p>
        ) : null}
      </Callout>
    </div>
  )
}

function statusOf(drawing: Drawing): string {
  if (drawing.kind === 'loading') {
    return drawing.word === null ? 'Superset draws the dashboard…' : 'Superset takes longer than usual…'
  }
  if (drawing.kind === 'stopped') return OBSTACLE_WORDS[drawing.obstacle].title
  return 'Drawn by Superset'
}

/** What is shown stays readable while nothing new can be had. */
function Trouble({ drawing, mayMend }: { drawing: Drawing; mayMend: boolean }) {
  if (drawing.kind !== 'drawn' || drawing.trouble === null) return null
  const { title, remedy } = OBSTACLE_WORDS[drawing.trouble]
  return (
    <Callout tone="warning" title={title}>
      What you see stays; filters and fresh figures wait until it is over. The page notices by itself.
      {mayMend ? <p className="mt-1">{remedy}</p> : null}
    </Callout>
  )
}
