import { recordConnectionFailure, recordSuccess } from '@/lib/connections/service'
import { isConnectorError } from '@/lib/connectors/errors'

const SUCCESS_EVERY_MS = 30_000
/** Anybody can begin a sign-in: a provider that is away is not written down for each. */
const FAILURE_EVERY_MS = 5_000

const noted = { successAt: -Infinity, failureAt: -Infinity }

/** Notes that the identity provider answered: not at every sign-in and re-read, one of the last half minute says as much. */
export async function noteProviderAnswered(latencyMs: number): Promise<void> {
  const now = performance.now()
  if (now - noted.successAt < SUCCESS_EVERY_MS) return
  noted.successAt = now
  noted.failureAt = -Infinity
  await recordSuccess('openid', { latencyMs })
}

/** Notes that it could not be asked, or did not answer as a provider does. `detail` is shown: no secret, no body. */
export async function noteProviderFailed({ code, detail }: { code: string; detail: string }): Promise<void> {
  const now = performance.now()
  if (now - noted.failureAt < FAILURE_EVERY_MS) return
  noted.failureAt = now
  noted.successAt = -Infinity
  await recordConnectionFailure('openid', { code, detail })
}

/** The same of an error of the connector. A token that is refused is the person's matter: the provider answered. */
export async function noteProviderError(error: unknown): Promise<void> {
  if (!isConnectorError(error) || error.code === 'UNAUTHORIZED') return
  const isAnswer = error.layer === 'http' && error.code === 'HTTP_STATUS'
  if (!isAnswer) await noteProviderFailed({ code: error.code, detail: `${error.operation}: ${error.layer}` })
}

const BY_LIBRARY_CODE: Record<string, { code: string; detail: string }> = {
  discovery_error: { code: 'UNREACHABLE', detail: 'its discovery document could not be read at a sign-in' },
  authorization_code_grant_request_error: {
    code: 'UNREACHABLE',
    detail: 'its token endpoint could not be reached at a sign-in',
  },
}

/** What it says of the portal itself. Of a code that is used up or made up it says `invalid_grant`: that is no fault. */
const BY_PROVIDER_CODE: Record<string, { code: string; detail: string }> = {
  invalid_client: { code: 'UNAUTHORIZED', detail: 'it refuses AUTH0_CLIENT_ID with AUTH0_CLIENT_SECRET' },
  unauthorized_client: { code: 'FORBIDDEN', detail: 'its client may not use the authorization-code flow' },
}

/** The same of a sign-in that the library says did not succeed. What the reader did, or left, is no fault of the provider. */
export async function noteSignInFailed(error: { code: string; cause?: unknown }): Promise<void> {
  const { code } = (error.cause ?? {}) as { code?: unknown }
  const fault = BY_LIBRARY_CODE[error.code] ?? (typeof code === 'string' ? BY_PROVIDER_CODE[code] : undefined)
  if (fault !== undefined) await noteProviderFailed(fault)
}
