import type { ChangeLine } from '@/lib/audit/model'
import { type Format, formatExact } from '@/lib/platform/format'

const SHORT = 80
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/

/** What changed: field, before → after. Long values open on demand. */
export function ChangeList({ lines, format }: { lines: readonly ChangeLine[]; format: Format }) {
  if (lines.length === 0) return <span className="text-text-muted">—</span>
  return (
    <ul className="grid gap-0.5">
      {lines.map((line) => (
        <li key={line.field} className="relative min-w-0">
          <span className="text-text-muted">{line.field}: </span>
          {line.before === null ? null : (
            <>
              <span className="sr-only">before </span>
              <del className="text-text-muted">
                <Value text={line.before} format={format} />
              </del>
            </>
          )}
          {line.before === null ? null : <span aria-hidden="true"> → </span>}
          {line.after === null ? (
            <span className="text-text-muted">{line.erased ? 'erased' : 'nothing'}</span>
          ) : (
            <>
              <span className="sr-only">after </span>
              <Value text={line.after} format={format} />
            </>
          )}
        </li>
      ))}
    </ul>
  )
}

function Value({ text: raw, format }: { text: string; format: Format }) {
  const text = MOMENT.test(raw) ? formatExact(new Date(raw), format) : raw
  if (text.length <= SHORT) return <span className="break-words">{text}</span>
  return (
    <details className="inline-block max-w-full align-top">
      <summary className="min-h-6 cursor-pointer break-words">{`${text.slice(0, SHORT)}…`}</summary>
      <span className="break-words whitespace-pre-wrap">{text}</span>
    </details>
  )
}
