import { z } from 'zod'
import { CliUsageError } from '@/cli/command'
import { isAppError } from '@/lib/platform/errors'

export const PARAM = {
  flags: '--param <name=value>',
  description: 'a parameter of the query',
  repeatable: true,
} as const

export const params = z.array(z.string().regex(/^\w+=/, 'is not of the form name=value')).default([])

export function toParameters(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
  )
}

/** What does not fit a parameter was typed wrong. */
export function toUsageError(error: unknown): unknown {
  if (!isAppError(error) || error.code !== 'VALIDATION') return error
  return new CliUsageError(
    Object.values(error.fieldErrors ?? {})
      .flat()
      .join('\n'),
  )
}
