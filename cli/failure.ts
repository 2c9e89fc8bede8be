import { CONNECTING, connectingWords, isConnectable } from '@/lib/platform/connecting'
import { isSchemaBehind } from '@/lib/platform/database-faults'
import { type AppError, isAppError, wordsFor } from '@/lib/platform/errors'
import { CliNotAsked, CliUsageError, type NotAsked } from './command'
import type { House } from './environment'

/** Errors whose message is a sentence for people already. */
const SPEAKING = new Set(['StartError', 'EnvError', 'MigrationError', 'CliFailure'])

const NOT_MIGRATED =
  'The database has not the tables of this Pergola. Start the portal of the same version on it once: that migrates it.'

export type Failure = {
  words: string
  exitCode: 1 | 2
  /** What `--json` prints: only where nothing could be asked, which is an answer of its own. */
  data?: NotAsked
}

/**
 * What a failed command says on stderr, and its exit code: 2 when the caller typed something wrong, otherwise 1. Where nothing
 * could be asked, since a system is not connected, `data` tells that from what failed.
 */
export function describeFailure(thrown: unknown, requestId: string): Failure {
  const error = isAppError(thrown) && thrown.code === 'NOT_CONFIGURED' ? notConnected(thrown) : thrown
  if (error instanceof CliNotAsked) return { words: error.message, exitCode: 1, data: error.data }
  if (error instanceof CliUsageError) return { words: error.message, exitCode: 2 }
  if (isSchemaBehind(error)) return { words: NOT_MIGRATED, exitCode: 1 }
  if (isAppError(error)) {
    const lines = [`${wordsFor(error.code)} [${error.code}]`]
    for (const [field, messages] of Object.entries(error.fieldErrors ?? {})) {
      lines.push(...messages.map((message) => `  ${field === '_' ? '' : `${field}: `}${message}`))
    }
    for (const [name, value] of Object.entries(error.details))
      lines.push(`  ${name}: ${JSON.stringify(value)}`)
    if (error.cause instanceof Error) lines.push(`  cause: ${error.cause.message}`)
    lines.push(`  request id: ${requestId}`)
    return { words: lines.join('\n'), exitCode: error.code === 'VALIDATION' ? 2 : 1 }
  }
  if (error instanceof Error && SPEAKING.has(error.name)) return { words: error.message, exitCode: 1 }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { words: text, exitCode: 1 }
}

function notConnected({ code, details: { system, reason } }: AppError): CliNotAsked {
  if (!isConnectable(system)) {
    const remedy = [wordsFor(code), reason].filter((word) => typeof word === 'string').join(' ')
    return new CliNotAsked(`${remedy} [${code}]`, { system: null, code, remedy })
  }
  const remedy = connectingWords(system)
  const words = `${CONNECTING[system].name} is not connected. ${remedy} [${code}]`
  return new CliNotAsked(words, { system, code, remedy })
}

/** What would help, where it is known from outside the command. */
export function adviceFor(error: unknown, house: House | undefined): string | undefined {
  const isOurs =
    isAppError(error) &&
    error.code === 'NOT_CONFIGURED' &&
    error.details.system === 'fibery' &&
    house?.running === undefined &&
    house?.settings.embedded.fibery
  return isOurs ? 'The embedded parts are there while `npm start` runs: start it, then try again.' : undefined
}
