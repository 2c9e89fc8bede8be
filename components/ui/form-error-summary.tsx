'use client'

import { useEffect, useRef } from 'react'
import { Callout } from './callout'

/** The failing half of an ActionResult, as the browser knows it. */
export type FailedResult = {
  ok: false
  message: string
  fieldErrors?: Record<string, string[]>
  requestId: string
}

/**
 * What went wrong with a form as a whole, with links to the fields. Takes the focus to the first bad field, or to itself
 * when there is none. Field ids equal field names.
 */
export function FormErrorSummary({ result }: { result: { ok: true } | FailedResult | null | undefined }) {
  const ref = useRef<HTMLDivElement>(null)
  const failed = result && !result.ok ? result : null
  useEffect(() => {
    if (failed === null) return
    const [first] = Object.keys(failed.fieldErrors ?? {}).filter((name) => name !== '_')
    const target = first === undefined ? null : document.getElementById(first)
    ;(target ?? ref.current)?.focus()
  }, [failed])
  if (failed === null) return null
  const fields = Object.entries(failed.fieldErrors ?? {})
  return (
    <div ref={ref} tabIndex={-1} role="alert">
      <Callout tone="danger" title={failed.message}>
        {fields.length === 0 ? (
          <p>
            Request <code>{failed.requestId}</code>
          </p>
        ) : (
          <ul className="list-disc pl-4">
            {fields.map(([name, messages]) => (
              <li key={name}>
                {name === '_' ? (
                  messages.join(' ')
                ) : (
                  <a className="text-link inline-flex min-h-6 items-center" href={`#${name}`}>
                    {messages.join(' ')}
                  </a>
                )}
              </li>
            ))}
          </ul>
        )}
      </Callout>
    </div>
  )
}
