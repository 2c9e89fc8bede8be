import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import pg from 'pg'
import pino from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { createDbosClient } from './client'

const logger = pino({ level: 'silent' })
const open: { pool: pg.Pool; server?: Server; sockets: Socket[] }[] = []

afterEach(async () => {
  for (const { pool, server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy()
    server?.close()
    await pool.end()
  }
})

function clientAt(port: number, server?: Server, sockets: Socket[] = []) {
  const databaseUrl = `postgresql://nobody@127.0.0.1:${port}/nothing`
  const pool = new pg.Pool({ connectionString: databaseUrl, connectionTimeoutMillis: 200 })
  pool.on('error', () => {})
  open.push({ pool, server, sockets })
  return createDbosClient({ databaseUrl, pool, logger, deadlineMs: 600 })
}

async function silentServer(): Promise<{ port: number; server: Server; sockets: Socket[] }> {
  const sockets: Socket[] = []
  const server = createServer((socket) => sockets.push(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, server, sockets }
}

describe('the engine while its database is away', () => {
  it('is given up at the deadline when the database takes connections and says nothing', async () => {
    const { port, server, sockets } = await silentServer()
    const client = clientAt(port, server, sockets)
    const startedAt = performance.now()
    await expect(client.listRuns({ limit: 1 })).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })

  it('is given up when nothing listens, for reads and for what changes a run', async () => {
    const { port, server } = await silentServer()
    await new Promise((resolve) => server.close(resolve))
    const client = clientAt(port)
    await expect(client.getRun('any')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    await expect(client.cancelRun('any')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  })
})
