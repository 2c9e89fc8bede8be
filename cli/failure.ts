import { isAppError, wordsFor } from '@/lib/platform/errors'
import { CliUsageError } from './command'

/** Errors whose message is a sentence for people already. */
const SPEAKING = new Set(['StartError', 'EnvError', 'MigrationError'])

/** What a failed command says on stderr, and its exit code: 2 when the caller typed something wrong, otherwise 1. */
export function describeFailure(error: unknown, requestId: string): { words: string; exitCode: 1 | 2 } {
  if (error instanceof CliUsageError) return { words: error.message, exitCode: 2 }
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
