import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import type { ConditionedRight, Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import type { AppError } from '@/lib/platform/errors'
import { closeEngine } from './engine'
import { EXPORT_FORMATS, EXPORTS } from './export-formats'
import { exportAnswer, exportCsv } from './routes'

function ctxWith(rights: readonly ConditionedRight[]): Ctx {
  const actor = { kind: 'user' as const, id: randomUUID(), name: 'Reader', rights }
  return { actor, requestId: randomUUID(), now: () => new Date() }
}

const ANALYST: ConditionedRight[] = [{ right: 'read:query' }, { right: 'export:query' }]

function get(ctx: Ctx, query: string, search = '', signal?: AbortSignal): Promise<Response> {
  const request = new Request(`http://localhost:3000/analytics/${query}/csv${search}`, { signal })
  return exportCsv(ctx, request, { query })
}

async function bytesOf(response: Response): Promise<string> {
  return Buffer.from(await response.arrayBuffer()).toString('utf8')
}

async function runsOf(ctx: Ctx) {
  const where = { actorId: ctx.actor.id }
  return await db().analyticsRun.findMany({
    where,
    select: { purpose: true, outcome: true, rows: true, bytes: true },
  })
}

afterAll(closeEngine)

describe('the CSV of a query', () => {
  it('has the exact figures of every row, as UTF-8 with a mark, to be saved under its name', async () => {
    const ctx = ctxWith(ANALYST)
    const response = await get(ctx, 'revenue-by-month')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="revenue-by-month.csv"')
    expect(response.headers.get('content-type')).toMatch(/^text\/csv; charset=utf-8/)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    const text = await bytesOf(response)
    expect(text.startsWith('\uFEFFmonth,revenue,orders\r\n1996-07-01,27861.8950,22\r\n')).toBe(true)
    const cents = text
      .split('\r\n')
      .slice(1, -1)
      .reduce((sum, line) => sum + BigInt(line.split(',')[1]?.replace('.', '') ?? 0), 0n)
    expect(cents).toBe(12657930395n)
    const bytes = BigInt(Buffer.byteLength(text))
    expect(await runsOf(ctx)).toEqual([{ purpose: 'export', outcome: 'done', rows: 23, bytes }])
  })

  it('takes its parameters from the address', async () => {
    const text = await bytesOf(await get(ctxWith(ANALYST), 'best-products', '?count=5'))
    expect(text.trimEnd().split('\r\n')).toHaveLength(6)
  })

  it('holds only the rows of the reader’s groups', async () => {
    const condition = { kind: 'productGroup' as const, in: ['SEAFOOD'] }
    const held = ANALYST.map(({ right }) => ({ right, condition }))
    const text = await bytesOf(await get(ctxWith(held), 'revenue-by-group'))
    expect(text.trimEnd().split('\r\n')).toEqual([
      '\uFEFFproduct_group,revenue,products',
      expect.stringMatching(/^Seafood,/),
    ])
  })

  it('of a reader who leaves is recorded as cancelled', async () => {
    const ctx = ctxWith(ANALYST)
    const response = await get(ctx, 'revenue-by-month')
    await response.body?.cancel()
    expect(await runsOf(ctx)).toMatchObject([{ purpose: 'export', outcome: 'cancelled', bytes: 0n }])
  })

  it.each<[string, ConditionedRight[], string, string, string]>([
    ['without the right to export', [{ right: 'read:query' }], 'total-revenue', '', 'FORBIDDEN'],
    ['without the right to read', [{ right: 'export:query' }], 'total-revenue', '', 'FORBIDDEN'],
    ['for a query that is not there', ANALYST, 'no-such-query', '', 'NOT_FOUND'],
    ['for a key that is no key', ANALYST, '..%2F..%2Fetc', '', 'NOT_FOUND'],
    ['with a parameter that does not fit', ANALYST, 'best-products', '?count=6', 'VALIDATION'],
  ])('is refused %s', async (_name, rights, query, search, code) => {
    const ctx = ctxWith(rights)
    const error = await get(ctx, query, search).catch((thrown: AppError) => thrown)
    expect(error).toMatchObject({ code })
    expect(await runsOf(ctx)).toEqual([])
  })
})

describe('the export of a query', () => {
  function take(ctx: Ctx, format: string, query = 'revenue-by-month'): Promise<Response> {
    const request = new Request(`http://localhost:3000/analytics/${query}/export/${format}`)
    return exportAnswer(ctx, request, { query, format })
  }

  it.each(EXPORT_FORMATS)('is to be had as %s, whole, under its name and recorded', async (format) => {
    const ctx = ctxWith(ANALYST)
    const response = await take(ctx, format)
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="revenue-by-month.${format}"`,
    )
    expect(response.headers.get('content-type')).toBe(EXPORTS[format].type)
    const { byteLength } = await response.arrayBuffer()
    expect(byteLength).toBeGreaterThan(500)
    const bytes = BigInt(byteLength)
    expect(await runsOf(ctx)).toEqual([{ purpose: 'export', outcome: 'done', rows: 23, bytes }])
  })

  it('that its reader leaves in the middle is recorded with what was sent', async () => {
    const ctx = ctxWith(ANALYST)
    const reader = (await take(ctx, 'json')).body?.getReader()
    const bytes = BigInt((await reader?.read())?.value?.length ?? 0)
    expect(bytes).toBeGreaterThan(500n)
    await reader?.cancel()
    expect(await runsOf(ctx)).toEqual([{ purpose: 'export', outcome: 'cancelled', rows: 23, bytes }])
  })

  it('as JSON has the exact figures', async () => {
    const rows = (await (await take(ctxWith(ANALYST), 'json')).json()) as { revenue: string }[]
    const cents = rows.reduce((sum, { revenue }) => sum + BigInt(revenue.replace('.', '')), 0n)
    expect([rows.length, cents]).toEqual([23, 12657930395n])
  })

  it.each(['exe', 'CSV', '__proto__'])('is not to be had as %s', async (format) => {
    const error = await take(ctxWith(ANALYST), format).catch((thrown: AppError) => thrown)
    expect(error).toMatchObject({ code: 'NOT_FOUND' })
  })

  it.each(EXPORT_FORMATS)('is refused as %s without the right, and that is recorded', async (format) => {
    const ctx = ctxWith([{ right: 'read:query' }])
    expect(await take(ctx, format).catch((thrown: AppError) => thrown)).toMatchObject({ code: 'FORBIDDEN' })
    const events = await db().auditEvent.findMany({
      where: { actorId: ctx.actor.id },
      select: { action: true, outcome: true },
    })
    expect(events).toEqual([{ action: 'query.exported', outcome: 'refused' }])
  })
})
