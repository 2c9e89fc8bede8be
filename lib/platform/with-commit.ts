import { AsyncLocalStorage } from 'node:async_hooks'
import type { PrismaPg } from '@prisma/adapter-pg'

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>
type AdapterTransaction = Awaited<ReturnType<Adapter['startTransaction']>>

/** Statements that go to the server in one message with a transaction's COMMIT. */
type Riders = { statements: string[]; bound: boolean }

const opening = new AsyncLocalStorage<Riders>()
const ridersOf = new WeakMap<object, Riders>()

/**
 * Runs an interactive transaction whose COMMIT can carry statements along; `open` calls `bind` with the transaction's
 * client before it works with it.
 */
export async function withRiders<T>(open: (bind: (tx: object) => void) => Promise<T>): Promise<T> {
  const riders: Riders = { statements: [], bound: false }
  return await opening.run(riders, () => open((tx) => ridersOf.set(tx, riders)))
}

/**
 * Gives a complete statement (values as literals) to a transaction to be sent with its COMMIT: no round trip of its own,
 * and it stands or falls with the rest. When it fails, the transaction fails. False when this transaction cannot carry.
 */
export function sendWithCommit(tx: object, statement: string): boolean {
  const riders = ridersOf.get(tx)
  if (riders === undefined || !riders.bound) return false
  riders.statements.push(statement)
  return true
}

/** Teaches an adapter's transactions to send riders with COMMIT. */
export function carryRiders(factory: PrismaPg): PrismaPg {
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    const start = adapter.startTransaction.bind(adapter)
    adapter.startTransaction = async (isolationLevel) => {
      const transaction = await start(isolationLevel)
      const riders = opening.getStore()
      // The first one only: a transaction begun by other means inside the work is not this one.
      if (riders !== undefined && !riders.bound) carry(transaction, riders)
      return transaction
    }
    return adapter
  }
  return factory
}

function carry(transaction: AdapterTransaction, riders: Riders): void {
  riders.bound = true
  const execute = transaction.executeRaw.bind(transaction)
  transaction.executeRaw = async (query) => {
    if (query.sql !== 'COMMIT' || riders.statements.length === 0) return await execute(query)
    try {
      // Without parameters this is one message of the simple protocol: what follows a failure is not run.
      return await execute({ ...query, sql: [...riders.statements, 'COMMIT'].join(';\n') })
    } catch (error) {
      // Prisma hands the connection back without a word after a COMMIT that failed.
      await execute({ ...query, sql: 'ROLLBACK' }).catch(() => {})
      throw error
    }
  }
}
