import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Lets a stand-in be reached on loopback alone. `port` 0: any that is free. */
export async function listenOnLoopback(
  server: Server,
  port: number,
): Promise<{ url: string; stop: () => Promise<void> }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop }
}
