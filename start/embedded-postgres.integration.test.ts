import { existsSync } from 'node:fs'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { startTemporaryPostgres } from './embedded-postgres'

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

describe('startTemporaryPostgres', () => {
  it('gives a UTF-8 server with the same sort order everywhere, and takes its data away', async () => {
    const server = await startTemporaryPostgres()
    const [row] = await ask(
      server.adminUrl,
      `SELECT current_setting('server_encoding') AS encoding, datlocprovider AS provider, datlocale AS locale,
              current_setting('data_directory') AS folder, current_setting('listen_addresses') AS listens
       FROM pg_database WHERE datname = 'template0'`,
    )
    expect(row).toMatchObject({ encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8', listens: '127.0.0.1' })
    expect(existsSync(String(row?.folder))).toBe(true)
    await server.stop()
    expect(existsSync(String(row?.folder))).toBe(false)
    await expect(ask(server.adminUrl, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/)
  })

  it('refuses whoever has no password', async () => {
    const server = await startTemporaryPostgres()
    const address = new URL(server.adminUrl)
    address.password = ''
    await expect(ask(address.toString(), 'SELECT 1')).rejects.toThrow(/password/)
    await server.stop()
  })
})
