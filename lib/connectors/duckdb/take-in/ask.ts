import type { DuckDBConnection } from '@duckdb/node-api'
import { TakeInError } from './model'

export type Answer = Record<string, unknown>
/** `about`: the file that is asked about, named in front of what is wrong. */
export type Ask = (sql: string, about?: string) => Promise<Answer[]>

/** Asks an open engine; what it says of the files becomes words without their paths. @throws TakeInError */
export function createAsk(connection: DuckDBConnection, folder: string): Ask {
  return async (sql, about) => {
    try {
      const reader = await connection.runAndReadAll(sql)
      return reader.getRowObjectsJS() as Answer[]
    } catch (error) {
      throw toTakeInError(error, folder, about)
    }
  }
}

const FIRST_LINES = 3

export function toTakeInError(error: unknown, folder: string, about?: string): unknown {
  if (error instanceof TakeInError || !(error instanceof Error)) return error
  const [said = ''] = error.message.split(/\n+LINE \d+:/)
  const words = said
    .replaceAll(`${folder}/`, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('Possible'))
    .slice(0, FIRST_LINES)
    .join(' ')
  return new TakeInError(about === undefined ? words : `${about}: ${words}`, { cause: error })
}
