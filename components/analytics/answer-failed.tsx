import { LinkButton } from '@/components/ui/button'
import { FailedState } from '@/components/ui/states'
import { type AnswerView, answerViewHref } from '@/lib/analytics/answer-page'
import type { QueryView } from '@/lib/analytics/model'
import type { ErrorCode, FieldErrors } from '@/lib/platform/errors'

type Props = {
  code: ErrorCode
  message: string
  detail: string
  fieldErrors: FieldErrors
  requestId: string
  query: Pick<QueryView, 'key' | 'parameters'>
  /** Its parameters as they stand in the address. */
  given: Readonly<Record<string, string>>
  view: AnswerView
}

const TITLES: Partial<Record<ErrorCode, string>> = {
  UPSTREAM_TIMEOUT: 'The query took too long',
  UPSTREAM_FAILED: 'The query gave no answer',
  VALIDATION: 'The query was not asked',
}

/** Why there is no answer, and what to do. A parameter that the query does not have has no field that could tell it. */
export function AnswerFailed({ query, given, view, ...failed }: Props) {
  const { code, message, detail, fieldErrors, requestId } = failed
  const isDeclared = (name: string) => query.parameters.some((parameter) => parameter.name === name)
  const unknown = Object.entries(fieldErrors).filter(([name]) => !isDeclared(name))
  const asked = Object.entries(given).filter(([name]) => isDeclared(name))
  const href = answerViewHref(`/analytics/${query.key}`, new URLSearchParams(asked).toString(), view)
  const isMarked = code === 'VALIDATION' && unknown.length === 0
  return (
    <FailedState
      title={TITLES[code] ?? 'The answer cannot be shown'}
      requestId={requestId}
      action={
        isMarked ? undefined : (
          <LinkButton href={href}>{unknown.length > 0 ? 'Ask without it' : 'Try again'}</LinkButton>
        )
      }
    >
      <p>{wordsOf(code, message, isMarked)}</p>
      {unknown.map(([name, words]) => (
        <p key={name} className="mt-1 text-sm break-words">
          {words.join(' ')}.
        </p>
      ))}
      {detail === '' ? null : <p className="mt-1 text-sm break-words">{detail}</p>}
    </FailedState>
  )
}

function wordsOf(code: ErrorCode, message: string, isMarked: boolean): string {
  if (isMarked) return 'Correct what is marked above and ask again.'
  return code === 'VALIDATION' ? 'The address asks for something that this query does not know.' : message
}
