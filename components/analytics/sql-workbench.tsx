'use client'

import { type ReactNode, useActionState, useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { FieldError, fieldAria } from '@/components/ui/field'
import { FormErrorSummary } from '@/components/ui/form-error-summary'
import { Icon } from '@/components/ui/icon'
import { Textarea } from '@/components/ui/input'
import { type AskState, askStatementAction } from '@/lib/analytics/actions/ad-hoc'
import { MAX_STATEMENT, offsetOf } from '@/lib/analytics/ad-hoc'
import type { Format } from '@/lib/platform/format'
import { SqlAnswer } from './sql-answer'
import { SqlFault } from './sql-fault'
import { insertText, onEditorKey } from './sql-keys'
import { useStop } from './use-stop'

const HINT = 'One SELECT. Ctrl or ⌘ with Enter runs it; Tab indents, and leaves the box after Esc.'

type Props = {
  /** What stands in the box at first. */
  initial: string
  mayExport: boolean
  format: Format
  /** Tables, beside the box: a press on what carries `data-insert` writes it there. */
  children: ReactNode
}

/** A box for a statement, its answer below and the tables beside. The form works without script. */
export function SqlWorkbench({ initial, mayExport, format, children }: Props) {
  const [state, act, pending] = useActionState<AskState, FormData>(askStatementAction, null)
  const [sql, setSql] = useState((state?.ok ? state.data.sql : state?.values?.sql) ?? initial)
  const box = useRef<HTMLTextAreaElement>(null)
  const failed = state !== null && !state.ok ? state : null
  const asked = state?.ok ? state.data : null
  const errors = failed?.fieldErrors?.sql
  const insert = (event: React.MouseEvent) => {
    const word = (event.target as Element).closest('[data-insert]')?.getAttribute('data-insert')
    if (word && box.current !== null) insertText(box.current, word)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the press is one on a button within
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_18rem]" onClick={insert}>
      <div className="grid min-w-0 gap-4">
        <form action={act} className="print-hidden grid gap-2">
          <FormErrorSummary result={failed} />
          <label htmlFor="sql" className="font-medium">
            Statement
          </label>
          <Textarea
            ref={box}
            id="sql"
            name="sql"
            rows={10}
            required
            maxLength={MAX_STATEMENT}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            autoCorrect="off"
            wrap="off"
            className="font-mono text-sm"
            value={sql}
            onChange={(event) => setSql(event.target.value)}
            onKeyDown={onEditorKey}
            {...fieldAria('sql', HINT, errors)}
          />
          <p id="sql-hint" className="text-sm text-text-muted">
            {HINT}
          </p>
          <FieldError id="sql" errors={errors} />
          <RunButtons pending={pending} />
        </form>
        <div aria-live="polite" aria-busy={pending} className="grid min-w-0 gap-4">
          {asked?.ok === false ? (
            <SqlFault asked={asked} show={(place) => select(box.current, asked.sql, place)} format={format} />
          ) : null}
          {asked?.ok ? (
            <SqlAnswer asked={asked} sql={asked.sql} mayExport={mayExport} format={format} />
          ) : null}
        </div>
      </div>
      {children}
    </div>
  )
}

/** Puts the cursor where the engine points, as long as the statement is the one that was asked. */
function select(box: HTMLTextAreaElement | null, sql: string, place: { line: number; column: number }): void {
  if (box === null) return
  box.focus()
  const at = offsetOf(sql, place)
  const word = /^[\w.]+/.exec(sql.slice(at))?.[0] ?? ' '
  box.setSelectionRange(at, Math.min(at + word.length, box.value.length))
}

function RunButtons({ pending }: { pending: boolean }) {
  const seconds = useSeconds(pending)
  const { stopping, stop } = useStop(pending)
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button type="submit" variant="primary" disabled={pending}>
        <Icon name="play" size={14} />
        Run
      </Button>
      {pending ? (
        <Button onClick={stop} disabled={stopping}>
          <Icon name="x" size={14} />
          {stopping ? 'Stopping…' : 'Stop'}
        </Button>
      ) : null}
      <p role="status" className="text-sm text-text-muted tabular-nums">
        {pending ? `Running${seconds === 0 ? '' : ` for ${seconds} s`}…` : ''}
      </p>
    </div>
  )
}

function useSeconds(running: boolean): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    setSeconds(0)
    if (!running) return
    const tick = setInterval(() => setSeconds((before) => before + 1), 1_000)
    return () => clearInterval(tick)
  }, [running])
  return seconds
}
