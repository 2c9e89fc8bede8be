import {
  AuthorizationResponseError,
  OperationProcessingError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi'
import { ConnectorError, type ConnectorErrorOptions, isConnectorError } from '../errors'

type Failure = Omit<ConnectorErrorOptions, 'system' | 'operation'>

/** Any failure of a call to the provider as a ConnectorError; tokens and bodies are never in it. */
export function toConnectorError(operation: string, error: unknown): ConnectorError {
  if (isConnectorError(error)) return error
  return new ConnectorError({ system: 'openid', operation, ...failureOf(error) })
}

function failureOf(error: unknown): Failure {
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    return { layer: 'timeout', code: 'TIMEOUT', retryable: true }
  }
  if (error instanceof WWWAuthenticateChallengeError) {
    return { layer: 'http', code: 'UNAUTHORIZED', retryable: false, status: error.status }
  }
  if (error instanceof ResponseBodyError) {
    return { layer: 'http', code: 'HTTP_STATUS', retryable: false, status: error.status, detail: error.error }
  }
  if (error instanceof AuthorizationResponseError) {
    return { layer: 'protocol', code: 'SHAPE', retryable: false, detail: error.error }
  }
  if (error instanceof OperationProcessingError) return processingFailure(error)
  return { layer: 'unreachable', code: 'UNREACHABLE', retryable: true, detail: networkCode(error) }
}

function processingFailure(error: OperationProcessingError): Failure {
  const status = error.cause instanceof Response ? error.cause.status : undefined
  if (error.code === 'OAUTH_RESPONSE_IS_NOT_CONFORM' && status !== undefined) {
    const retryable = status >= 500
    return { layer: 'http', code: retryable ? 'SERVER_ERROR' : 'HTTP_STATUS', retryable, status }
  }
  if (error.code === 'OAUTH_RESPONSE_IS_NOT_JSON') {
    return { layer: 'protocol', code: 'WRONG_CONTENT_TYPE', retryable: false }
  }
  if (error.code === 'OAUTH_PARSE_ERROR') return { layer: 'protocol', code: 'NOT_JSON', retryable: false }
  return { layer: 'validation', code: 'SHAPE', retryable: false, detail: error.code }
}

function networkCode(error: unknown): string | undefined {
  const { cause } = error as { cause?: { code?: unknown } }
  return typeof cause?.code === 'string' ? cause.code : undefined
}

/** The access token is not taken (RFC 6750 §3.1). A new one may be. */
export function isTokenRefused(error: unknown): boolean {
  return isConnectorError(error) && error.operation === 'fetchUserInfo' && error.status === 401
}

/** The refresh token is dead (RFC 6749 §5.2): revoked, expired, or its session ended at the provider. */
export function isSessionOver(error: unknown): boolean {
  return isConnectorError(error) && error.operation === 'fetchTokens' && error.detail === 'invalid_grant'
}
