import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { Prisma, PrismaClient } from '@/generated/prisma/client'
import { COLLISIONS, FULL, HELD, hasCode, isDatabaseUnavailable } from './database-faults'
import { env } from './env'
import { AppError, isAppError } from './errors'
import { carryRiders, withRiders } from './with-commit'

/** The role that the portal works as: it owns nothing, and may only INSERT and SELECT in the audit record. */
export const APP_ROLE = 'pergola_app'

const CONNECT_TIMEOUT_MS = 3_000
const STATEMENT_TIMEOUT_MS = 15_000
/** A reader waits no longer for what another writes; long work waits for short ones. */
const LOCK_TIMEOUT_MS = 5_000
const LONG_LOCK_TIMEOUT_MS = 60_000

/** A transaction's client. Services pass it on; only repositories look inside. */
export type Tx = Prisma.TransactionClient

type Connection = { pool: pg.Pool; prisma: PrismaClient }

// One pool a process: Next bundles route handlers, pages and instrumentation apart, so it hangs on globalThis.
const store = globalThis as typeof globalThis & { pergolaDatabase?: Connection }

function connect(): Connection {
  const pool = new pg.Pool({
    connectionString: env().DATABASE_URL,
    max: env().DATABASE_POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    options: `-c role=${APP_ROLE} -c lock_timeout=${LOCK_TIMEOUT_MS}`,
    application_name: 'pergola',
  })
  // A server that goes away ends idle clients: the pool replaces them, and an unhandled event would end the process.
  pool.on('error', () => {})
  const adapter = carryRiders(new PrismaPg(pool, { disposeExternalPool: false }))
  const prisma = new PrismaClient({ adapter })
  return { pool, prisma }
}

/** The generated client. For repositories only (held by the boundary rules). */
export function db(): PrismaClient {
  store.pergolaDatabase ??= connect()
  return store.pergolaDatabase.prisma
}

/** The pool below, for what needs a session of its own: advisory locks, COPY, cursors. */
export function pool(): pg.Pool {
  store.pergolaDatabase ??= connect()
  return store.pergolaDatabase.pool
}

// Each connection keeps what it has prepared: so many statements, and no more.
const MAX_PREPARED = 200
// By their text, since pages and route handlers have this module each and share the pool.
const preparedNames = new Map<string, string>()

function nameOf(text: string): string | undefined {
  const known = preparedNames.get(text)
  if (known !== undefined || preparedNames.size >= MAX_PREPARED) return known
  const name = `pergola_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
  preparedNames.set(text, name)
  return name
}

/**
 * Asks a statement of a hot path, without Prisma's query layer (which can cost more than the query) and parsed once a
 * connection. For statements of few different texts; one that should be planned for its values does not belong here.
 * Values come as `pg` reads them.
 * @throws AppError DATABASE_UNAVAILABLE
 */
export async function askPrepared<Row extends pg.QueryResultRow>({
  text,
  values,
}: Statement): Promise<Row[]> {
  const { rows } = await withDatabaseErrors(() =>
    pool().query<Row>({ name: nameOf(text), text, values: [...values] }),
  )
  return rows
}

/**
 * Asks past Prisma's query layer too, but parsed and planned for these values each time: what a search finds depends on them.
 * @throws AppError DATABASE_UNAVAILABLE
 */
export async function askPlanned<Row extends pg.QueryResultRow>({ text, values }: Statement): Promise<Row[]> {
  const { rows } = await withDatabaseErrors(() => pool().query<Row>({ text, values: [...values] }))
  return rows
}

type Statement = { text: string; values: readonly unknown[] }

export async function closeDatabase(): Promise<void> {
  const open = store.pergolaDatabase
  store.pergolaDatabase = undefined
  await open?.prisma.$disconnect()
  await open?.pool.end()
}

/**
 * Runs `work` in one transaction: what it writes and the audit row beside it stand or fall together.
 * @throws AppError DATABASE_UNAVAILABLE when the database does not answer; AppErrors of `work` pass through.
 */
export async function inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return await withDatabaseErrors(() =>
    withRiders((bind) =>
      db().$transaction(
        async (tx) => {
          bind(tx)
          return await work(tx)
        },
        { maxWait: CONNECT_TIMEOUT_MS, timeout: STATEMENT_TIMEOUT_MS },
      ),
    ),
  )
}

/**
 * The same for work on thousands of rows: its statements and it as a whole may take `timeoutMs`. What it waits for is
 * done before it, since every row that it writes is held until it ends; the totals of products, which every writer takes,
 * only at the end (migration product_tally_at_end).
 * @throws AppError as `inTransaction`; CONFLICT also when another writer took a key of it at once
 */
export async function inLongTransaction<T>(timeoutMs: number, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await withDatabaseErrors(() =>
      db().$transaction(
        async (tx) => {
          // Compiling such statements costs more than it saves: they are bound by what they write.
          await tx.$queryRaw`SELECT set_config('statement_timeout', ${String(Math.trunc(timeoutMs))}, true),
            set_config('lock_timeout', ${String(LONG_LOCK_TIMEOUT_MS)}, true),
            set_config('pergola.tally', 'at end', true), set_config('jit', 'off', true)`
          return await work(tx)
        },
        { maxWait: CONNECT_TIMEOUT_MS, timeout: timeoutMs },
      ),
    )
  } catch (error) {
    if (isUniqueViolation(error))
      throw new AppError('CONFLICT', { details: { reason: 'at once' }, cause: error })
    throw error
  }
}

/**
 * Maps "the database is away" to DATABASE_UNAVAILABLE, a full disk to STORAGE_FULL, a row that another holds too long to
 * BUSY, and a transaction that it ended for another's sake to CONFLICT; repositories wrap what they ask in it.
 */
export async function withDatabaseErrors<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (isAppError(error)) throw error
    if (isDatabaseUnavailable(error)) throw new AppError('DATABASE_UNAVAILABLE', { cause: error })
    if (hasCode(error, HELD)) throw new AppError('BUSY', { cause: error })
    if (hasCode(error, FULL)) throw new AppError('STORAGE_FULL', { cause: error })
    if (hasCode(error, COLLISIONS))
      throw new AppError('CONFLICT', { details: { reason: 'at once' }, cause: error })
    throw error
  }
}

/** True for a broken unique constraint (Prisma P2002 or PostgreSQL 23505). */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
}
