import type { z } from 'zod'
import { type AppError, type ErrorCode, type FieldErrors, isAppError, toAppError, wordsFor } from './errors'
import { logger } from './logger'
import { toStorable } from './storable'

/** What an action answers: data, or a code with words for people. `values` gives back what was typed. */
export type ActionResult<T> =
  | { ok: true; data: T }
  | {
      ok: false
      code: ErrorCode
      message: string
      fieldErrors?: FieldErrors
      /** What the reader typed, as typed, so that nothing is lost without JavaScript too. */
      values?: Record<string, string>
      /** Safe facts of the refusal, such as the present version of a record. */
      details?: Record<string, unknown>
      requestId: string
    }

export type ActionDefinition<Context, Schema extends z.ZodType, T> = {
  /** `product.update`: for logs. */
  name: string
  schema: Schema
  run: (context: Context, input: z.output<Schema>) => Promise<T>
  /** What the write makes stale: calls of `revalidatePath` or `refresh`. */
  invalidate?: (data: T, input: z.output<Schema>) => void
}

/** Errors by which Next steers (`redirect`, `notFound`, `forbidden`) carry a digest of this form and pass through. */
function steersNext(error: unknown): boolean {
  const digest = (error as { digest?: unknown } | null)?.digest
  return typeof digest === 'string' && /^NEXT_|^DYNAMIC_|^BAILOUT_/.test(digest)
}

function fieldErrorsOf(error: z.core.$ZodError): FieldErrors {
  const fieldErrors: FieldErrors = {}
  for (const issue of error.issues) {
    const field = issue.path.length === 0 ? '_' : issue.path.join('.')
    const messages = fieldErrors[field] ?? []
    messages.push(issue.message)
    fieldErrors[field] = messages
  }
  return fieldErrors
}

/** Text fields of a form as typed; files are left out, and repeated names are joined by newlines. */
export function formValues(form: FormData): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [name, value] of form.entries()) {
    if (typeof value !== 'string' || name.startsWith('$ACTION')) continue
    // A browser sends each end of line as two characters, and counts it as one (HTML §4.10.11.6).
    const text = value.replaceAll('\r\n', '\n')
    values[name] = name in values ? `${values[name]}\n${text}` : text
  }
  return values
}

/**
 * Makes `defineAction` for a way of finding out who acts. An action takes a FormData (from a form, with or without
 * JavaScript) or an object, and answers an ActionResult: it throws only what steers Next.
 */
export function createDefineAction<Context extends { requestId: string }>(contextOf: () => Promise<Context>) {
  return <Schema extends z.ZodType, T>(definition: ActionDefinition<Context, Schema, T>) =>
    async (raw: FormData | Record<string, unknown>): Promise<ActionResult<T>> => {
      const values = raw instanceof FormData ? formValues(raw) : undefined
      let requestId = ''
      try {
        const context = await contextOf()
        requestId = context.requestId
        const input = definition.schema.safeParse(toStorable(values ?? raw))
        if (!input.success) {
          const fieldErrors = fieldErrorsOf(input.error)
          return {
            ok: false,
            code: 'VALIDATION',
            message: wordsFor('VALIDATION'),
            fieldErrors,
            values,
            requestId,
          }
        }
        const data = await definition.run(context, input.data)
        definition.invalidate?.(data, input.data)
        return { ok: true, data }
      } catch (error) {
        if (!isAppError(error) && steersNext(error)) throw error
        return failure(definition.name, toAppError(error), values, requestId)
      }
    }
}

function failure(
  action: string,
  error: AppError,
  values: Record<string, string> | undefined,
  requestId: string,
): Extract<ActionResult<never>, { ok: false }> {
  logger.info(
    { action, code: error.code, requestId, details: error.details, err: error.cause },
    'action refused or failed',
  )
  const { code, fieldErrors, details } = error
  return { ok: false, code, message: wordsFor(code), fieldErrors, values, details, requestId }
}
