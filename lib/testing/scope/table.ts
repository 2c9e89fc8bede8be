import { randomUUID } from 'node:crypto'
import type { Ctx } from '@/lib/access/model'
import { flushRefusals } from '@/lib/audit/service'
import { db } from '@/lib/platform/db'
import { type AppError, isAppError } from '@/lib/platform/errors'
import { type Person, WHO, type Who } from './who'
import { type At, digestOfWorld, type World } from './world'

/** How an operation is tried. What `prepare` makes is there before it is asked, whether it is refused or not. */
export type Operation = {
  prepare?: (ctx: Person, at: At) => Promise<string>
  run: (ctx: Person, at: At, prepared: string) => Promise<unknown>
  /** It changes something, and says so in the audit record; `unrecorded`: a reader's own habit, which stands nowhere. */
  changes?: 'recorded' | 'unrecorded'
}

/**
 * What the audit record calls a refusal. `leftOut`: that of records which were left out of what was done, where there is
 * one; `maybe`: some of these refusals are for other reasons than the answer tells. `onlyForbidden`: what is not found is not
 * there at all.
 */
type Refusal = {
  whole: readonly string[]
  leftOut: string | undefined
  maybe: boolean
  onlyForbidden: boolean
}

export type Row = {
  /** `products/get-product.getProduct`, and words that tell it from another row of the same. */
  operation: string
  on: 'in' | 'out'
  expected: Record<Who, string>
  refusal: Refusal
}

/**
 * Rows of a table that is written by hand: operation | on | an answer for each of WHO | refusal.
 *
 * Answers: F forbidden, N not found, V refused in words at a field; `ok`: done. `in`, `out`, `all`, `none`: which of the two
 * the answer speaks of, by any word of theirs, wherever it stands. Anything else is the answer itself.
 */
export function readRows(text: string): Row[] {
  return text
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
    .map((line) => {
      const [operation = '', on = '', cells = '', refusal = ''] = line.split('|').map((cell) => cell.trim())
      const answers = cells.split(/\s+/)
      if (answers.length !== WHO.length) throw new Error(`${operation}: not ${WHO.length} answers`)
      if (on !== 'in' && on !== 'out') throw new Error(`${operation}: on ${on}?`)
      const expected = Object.fromEntries(WHO.map((who, n) => [who, answers[n]])) as Record<Who, string>
      return { operation, on, expected, refusal: toRefusal(refusal) }
    })
}

/**
 * `product.imported, product.updated!`: refused whole, and left out. `product.updated?`: left out, perhaps. `… or …`: one of
 * these. `F …`: only where it is forbidden.
 */
function toRefusal(text: string): Refusal {
  const names = text.split(',').map((name) => name.trim())
  const leftOut = names.find((name) => name.endsWith('!'))?.slice(0, -1)
  const whole = (names[0] ?? '').replace(/^F |[!?]$/g, '').split(' or ')
  return { whole, leftOut, maybe: /[!?]$/.test(text), onlyForbidden: text.startsWith('F ') }
}

const LETTERS: Partial<Record<AppError['code'], string>> = {
  FORBIDDEN: 'F',
  NOT_FOUND: 'N',
  VALIDATION: 'V',
  CONFLICT: 'C',
}

type Answer = { cell: string; error: unknown }

async function answerOf(run: () => Promise<unknown>): Promise<Answer> {
  try {
    return { cell: toCell(await run()), error: null }
  } catch (error) {
    if (!isAppError(error)) throw error
    const { code, details, fieldErrors } = error
    return { cell: LETTERS[code] ?? code, error: { code, details, fieldErrors } }
  }
}

function toCell(value: unknown): string {
  if (value === undefined) return 'ok'
  if (value === null || typeof value === 'string' || typeof value === 'number') return String(value)
  const words = JSON.stringify(value, (_key, part: unknown) =>
    part instanceof Map || part instanceof Set ? [...part] : part,
  )
  const [inside, hidden] = [/inside/i.test(words), /hidden/i.test(words)]
  return inside ? (hidden ? 'all' : 'in') : hidden ? 'out' : 'none'
}

export type Tried = { answer: string; faults: string[]; changed: boolean }

/** Asks an operation as somebody, and looks at what it left behind. */
export async function tryCell(row: Row, operation: Operation, ctx: Person, world: World): Promise<Tried> {
  const at = world[row.on]
  const mine = { ...ctx, requestId: randomUUID() }
  const prepared = (await operation.prepare?.(mine, at)) ?? ''
  const before = JSON.stringify(await digestOfWorld())
  const { cell, error } = await answerOf(() => operation.run(mine, at, prepared))
  const changed = before !== JSON.stringify(await digestOfWorld())
  const faults: string[] = []
  const isRefused = error !== null
  if (isRefused && changed) faults.push('was refused, and changed something')
  if (!isRefused && !changed && operation.changes !== undefined && !UNCHANGED.has(cell))
    faults.push('changed nothing')
  if (!isRefused && changed && operation.changes === undefined) faults.push('changed something')
  faults.push(...(await auditFaults(mine, { row, operation, cell, changed })))
  if (row.on === 'out' && (cell === 'N' || cell === 'V'))
    faults.push(...(await goneFaults(operation, ctx, world.gone, error)))
  return { answer: cell, faults, changed: changed || operation.prepare !== undefined }
}

/** Answers of an operation that may change something and was not asked to, or left it all out. */
const UNCHANGED: ReadonlySet<string> = new Set(['none', 'skip', 'same'])

async function auditFaults(
  ctx: Ctx,
  { row, operation, cell, changed }: { row: Row; operation: Operation; cell: string; changed: boolean },
): Promise<string[]> {
  await flushRefusals()
  const events = await db().auditEvent.findMany({
    where: { requestId: ctx.requestId, actorId: ctx.actor.id },
    select: { action: true, outcome: true },
  })
  const refusals = events.filter(({ outcome }) => outcome === 'refused').map(({ action }) => action)
  const faults: string[] = []
  const { whole, leftOut, maybe, onlyForbidden } = row.refusal
  const isRefused = cell === 'F' || (cell === 'N' && !onlyForbidden)
  const isPart = cell === 'in' || cell === 'skip'
  const wanted = isRefused ? whole : isPart && leftOut !== undefined ? [leftOut] : undefined
  if (wanted !== undefined) {
    if (!wanted.some((action) => refusals.includes(action)))
      faults.push(`its refusal is not recorded as ${wanted.join(' or ')}: ${refusals}`)
  } else if (refusals.length > 0 && !maybe) faults.push(`was done, and a refusal is recorded: ${refusals}`)
  const isRecorded = events.some(({ outcome }) => outcome === 'done')
  if (changed && operation.changes === 'recorded' && !isRecorded && !UNCHANGED.has(cell))
    faults.push('is not recorded')
  return faults
}

/** What is out of reach answers as what is not there. */
async function goneFaults(operation: Operation, ctx: Person, at: At, error: unknown): Promise<string[]> {
  const mine = { ...ctx, requestId: randomUUID() }
  const prepared = (await operation.prepare?.(mine, at)) ?? ''
  const gone = await answerOf(() => operation.run(mine, at, prepared))
  const [there, none] = [JSON.stringify(error), JSON.stringify(gone.error)]
  return there === none ? [] : [`answers ${there} where nothing is: ${none}`]
}
