import { spawnSync } from 'node:child_process'
import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from './free-port'
import { nextFreePort, requireFreePort } from './ports'

let servers: Server[] = []

afterEach(() => {
  for (const server of servers) server.close()
  servers = []
})

async function occupy(port: number, host: string): Promise<Server> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return server
}

describe('ports', () => {
  it('says that a port is taken, whichever address of localhost it is taken on', async () => {
    const port = await freePort()
    await requireFreePort('localhost', port)
    await occupy(port, '127.0.0.1')
    await expect(requireFreePort('localhost', port)).rejects.toThrow(
      `Port ${port} is taken by another program: end that one, or choose another port with PORT=`,
    )
  })

  it('waits for the portal of a killed house to let go of its port', async () => {
    const port = await freePort()
    const server = await occupy(port, '127.0.0.1')
    setTimeout(() => server.close(), 300)
    await requireFreePort('localhost', port, process.pid)
  })

  it('waits a little after it is gone too: its last threads may still hold the port', async () => {
    const port = await freePort()
    const server = await occupy(port, '127.0.0.1')
    const gone = spawnSync(process.execPath, ['-e', '']).pid
    setTimeout(() => server.close(), 300)
    await requireFreePort('localhost', port, gone)
    await occupy(port, '127.0.0.1')
    await expect(requireFreePort('localhost', port, gone)).rejects.toThrow(/is taken by another program/)
  }, 20_000)

  it('says that an address is none of this machine', async () => {
    await expect(requireFreePort('192.0.2.1', 8080)).rejects.toThrow(/no address of this machine/)
  })

  it('gives the stand-ins the same port at each start, and the next one when that is taken', async () => {
    const base = await freePort()
    const first = await nextFreePort(base)
    expect(await nextFreePort(base)).toBe(first)
    await occupy(first, '127.0.0.1')
    expect(await nextFreePort(base)).toBeGreaterThan(first)
  })
})
