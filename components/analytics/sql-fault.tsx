'use client'

import { useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import type { AskedStatement, StatementFault, StatementPlace } from '@/lib/analytics/ad-hoc'
import { type Format, formatDuration } from '@/lib/platform/format'

const TITLES: Record<StatementFault['outcome'], string> = {
  failed: 'The engine gave no answer',
  timeout: 'It took too long',
  cancelled: 'Stopped',
}

type Props = {
  asked: Extract<AskedStatement, { ok: false }>
  show: (place: StatementPlace) => void
  format: Format
}

/** Why a statement has no answer, in the engine's words, and the place that it points at. */
export function SqlFault({ asked: { fault, elapsedMs }, show, format }: Props) {
  const { outcome, words, place } = fault
  const shown = useRef<StatementFault | null>(null)
  useEffect(() => {
    if (place === null || shown.current === fault) return
    shown.current = fault
    show(place)
  })
  return (
    <div role="alert">
      <Callout tone={outcome === 'failed' ? 'danger' : 'warning'} title={TITLES[outcome]}>
        <p className="break-words whitespace-pre-wrap">{words}</p>
        {place === null ? null : (
          <div className="mt-2 grid gap-2">
            <p className="flex flex-wrap items-center gap-2">
              Line {place.line}, column {place.column}
              <Button size="sm" onClick={() => show(place)}>
                Show in the statement
              </Button>
            </p>
            <Line place={place} />
          </div>
        )}
        <p className="mt-2 text-text-muted">After {formatDuration(elapsedMs, format)}.</p>
      </Callout>
    </div>
  )
}

function Line({ place: { text, column } }: { place: StatementPlace }) {
  const at = column - 1
  const word = /^[\w.]+/.exec(text.slice(at))?.[0] ?? text.slice(at, at + 1)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <pre className="overflow-x-auto rounded-md bg-surface-sunken p-2 font-mono text-sm" tabIndex={0}>
      <code>
        {text.slice(0, at)}
        <mark className="rounded-sm bg-danger-soft font-semibold text-danger underline decoration-wavy">
          {word === '' ? ' ' : word}
        </mark>
        {text.slice(at + word.length)}
      </code>
    </pre>
  )
}
