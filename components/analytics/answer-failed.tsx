import { LinkButton } from '@/components/ui/button'
import { FailedState } from '@/components/ui/states'
import type { ErrorCode } from '@/lib/platform/errors'

type Props = { code: ErrorCode; message: string; detail: string; requestId: string; retryHref: string }

const TITLES: Partial<Record<ErrorCode, string>> = {
  UPSTREAM_TIMEOUT: 'The query took too long',
  UPSTREAM_FAILED: 'The query gave no answer',
  VALIDATION: 'The query was not asked',
}

/** Why there is no answer, and what to do. */
export function AnswerFailed({ code, message, detail, requestId, retryHref }: Props) {
  const words = code === 'VALIDATION' ? 'Correct the parameters above and ask again.' : message
  return (
    <FailedState
      title={TITLES[code] ?? 'The answer cannot be shown'}
      requestId={requestId}
      action={code === 'VALIDATION' ? undefined : <LinkButton href={retryHref}>Try again</LinkButton>}
    >
      <p>{words}</p>
      {detail === '' ? null : <p className="mt-1 text-sm break-words">{detail}</p>}
    </FailedState>
  )
}
