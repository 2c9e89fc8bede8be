import type { Ctx } from '@/lib/access/model'
import { AppError } from '@/lib/platform/errors'
import { statementInput } from '../ad-hoc'
import { BYTE_ORDER_MARK, csvHeader, csvLines } from '../csv'
import { askStatement, stopStatements } from '../service/ad-hoc'

/**
 * POST /analytics/sql/csv: the answer of a statement as CSV, up to its bound, which the file's name tells when it is met.
 * Posted, since a statement may hold what does not belong into an address or a log.
 */
export async function takeStatement(ctx: Ctx, request: Request): Promise<Response> {
  const form = await request.formData().catch(() => new FormData())
  const input = statementInput.safeParse({ sql: form.get('sql') })
  if (!input.success) throw new AppError('VALIDATION', { fieldErrors: { sql: ['Write a statement.'] } })
  const asked = await askStatement(ctx, { sql: input.data.sql, purpose: 'export', signal: request.signal })
  if (!asked.ok) {
    throw new AppError('VALIDATION', {
      fieldErrors: { sql: [asked.fault.words] },
      details: { detail: asked.fault.words },
    })
  }
  const { columns, rows, cut } = asked.answer
  const text = `${BYTE_ORDER_MARK}${csvHeader(columns)}${csvLines(columns, rows)}`
  const name = cut === null ? 'answer.csv' : `answer-first-${rows.length}-of-more.csv`
  return new Response(text, {
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'private, no-store',
    },
  })
}

/** POST /analytics/sql/stop: from a script, which stays where it is, or from a form, which goes back to the page. */
export async function stopStatement(ctx: Ctx, request: Request): Promise<Response> {
  const stopped = await stopStatements(ctx)
  if (!(request.headers.get('accept') ?? '').includes('text/html')) return Response.json(stopped)
  return new Response(null, { status: 303, headers: { location: '/analytics/sql' } })
}
