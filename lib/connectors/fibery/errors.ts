import { ClientError } from 'graphql-request'
import { ConnectorError, type ConnectorErrorOptions, isConnectorError } from '../errors'

export const SYSTEM = 'fibery'

export function fiberyError(options: Omit<ConnectorErrorOptions, 'system'>): ConnectorError {
  return new ConnectorError({ ...options, system: SYSTEM })
}

/**
 * What a GraphQL call threw, as ours. The library's ClientError carries the whole request, variables included, in its
 * message: it is neither kept as a cause nor quoted; only how many errors there were is said.
 */
export function fromGraphQL(error: unknown, operation: string): ConnectorError {
  if (isConnectorError(error)) return error
  if (error instanceof ClientError) {
    const count = error.response.errors?.length ?? 0
    const refused = error.response.data == null
    const beside = refused ? 'without data' : 'beside data'
    const detail = `${count} GraphQL ${count === 1 ? 'error' : 'errors'} ${beside}`
    const code = refused ? 'GRAPHQL_REFUSED' : 'GRAPHQL_ERRORS'
    return fiberyError({ layer: 'protocol', code, operation, retryable: false, detail })
  }
  // What graphql-request throws beside that (an answer that is no execution result) quotes the answer.
  return fiberyError({
    layer: 'protocol',
    code: 'NO_DATA',
    operation,
    retryable: false,
    detail: 'the answer is no GraphQL result',
  })
}
