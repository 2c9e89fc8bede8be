import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type Proxy = {
  /** The database's address through this proxy. */
  url: string
  /** Cuts what is open and refuses what comes, until `restore`. */
  cut: () => void
  restore: () => void
  close: () => Promise<void>
}

/** A way to a database that can be cut, as a network is. */
export async function startProxy(databaseUrl: string): Promise<Proxy> {
  const target = new URL(databaseUrl)
  const open = new Set<Socket>()
  let isCut = false
  const server = createServer((inside) => {
    if (isCut) {
      inside.destroy()
      return
    }
    const outside = connect(Number(target.port || 5432), target.hostname)
    for (const socket of [inside, outside]) {
      open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        open.delete(socket)
        inside.destroy()
        outside.destroy()
      })
    }
    inside.pipe(outside).pipe(inside)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.toString(),
    cut: () => {
      isCut = true
      for (const socket of open) socket.destroy()
    },
    restore: () => {
      isCut = false
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of open) socket.destroy()
      }),
  }
}
