import { isConnectorError } from '@/lib/connectors/errors'
import { workspaceFaultWords } from '@/lib/knowledge/service/fault-words'
import { type AppError, ERROR_TABLE, isAppError } from '@/lib/platform/errors'

export type SyncFault = { code: string; detail: string; retryable: boolean }

/** What stopped a sync, to be kept and told; null for what is no matter of the mapping or the workspace. */
export function toSyncFault(error: unknown): SyncFault | null {
  if (isConnectorError(error)) {
    const { code, detail, retryable } = error
    return { code, detail, retryable }
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return { code: 'TIMEOUT', detail: 'not all of it was told in time', retryable: true }
  }
  if (!isAppError(error)) return null
  if (error.code === 'UPSTREAM_FAILED' || error.code === 'UPSTREAM_TIMEOUT') return toEngineFault(error)
  const said = Object.values(error.fieldErrors ?? {}).flat()
  const isOurs = error.code === 'VALIDATION' || error.code === 'CONFLICT' || error.code === 'NOT_CONFIGURED'
  return isOurs ? { code: error.code, detail: said.join(' '), retryable: false } : null
}

/** Of the engine of the queries. What it said is in `detail` only where whoever asks may know it. */
function toEngineFault({ code, details, cause }: AppError): SyncFault {
  const detail = typeof details.detail === 'string' ? details.detail : ''
  const retryable = code === 'UPSTREAM_TIMEOUT' || (isConnectorError(cause) && cause.retryable)
  return { code, detail, retryable }
}

const OWN_WORDS: Record<string, string> = {
  GRAPHQL_REFUSED:
    'Fibery refuses to answer: a field may have changed since it was last discovered. Discover the knowledge base anew.',
  UPSTREAM_FAILED: 'The warehouse did not answer the query as it should. Its runs tell more.',
  UPSTREAM_TIMEOUT: 'The warehouse did not answer the query in time. Its runs tell more.',
  NOT_CONFIGURED: ERROR_TABLE.NOT_CONFIGURED.words,
  CONFLICT: ERROR_TABLE.CONFLICT.words,
}

/** The same for people. What our own rules refused says by itself what is wrong. */
export function syncFaultWords({ code, detail }: { code: string; detail: string }): string {
  if ((code === 'VALIDATION' || code === 'CONFLICT') && detail !== '') return detail
  const words = OWN_WORDS[code] ?? workspaceFaultWords(code)
  return `${words} (${code}${detail === '' ? '' : `, ${detail}`})`
}
