import { ConnectorError, isConnectorError } from './errors'
import type { BoundValue } from './tabular'

/**
 * Where nothing binds, values stand in the statement, and a system may quote them: nobody is told them by way of an error.
 * Answers what it is given, or the same failure without them.
 */
export function withoutValues(error: unknown, values: Readonly<Record<string, BoundValue>>): unknown {
  if (!isConnectorError(error)) return error
  const texts = Object.values(values).flatMap(textsOf)
  const detail = texts
    .sort((one, other) => other.length - one.length)
    .reduce((told, text) => hide(told, text), error.detail)
  if (detail === error.detail) return error
  const { system, layer, code, operation, retryable, status } = error
  return new ConnectorError({
    ...{ system, layer, code, operation, retryable, detail },
    ...(status === undefined ? {} : { status }),
  })
}

function textsOf(bound: BoundValue): string[] {
  const values = bound.type === 'list' ? (bound.value ?? []) : [bound.value]
  return values.flatMap((value) => (value === null || typeof value === 'boolean' ? [] : [String(value)]))
}

const SHORTEST_BARE = 3

/** Short ones only as literals: the letter `a` alone would take the words apart. */
function hide(words: string, text: string): string {
  const quoted = words
    .replaceAll(`'${text.replaceAll("'", "''")}'`, '(a value)')
    .replaceAll(`'${text}'`, '(a value)')
  return text.length < SHORTEST_BARE ? quoted : quoted.replaceAll(text, '(a value)')
}
