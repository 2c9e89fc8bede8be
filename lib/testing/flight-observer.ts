import { Metadata } from '@grpc/grpc-js'
import type { FlightAddress } from '@/lib/connectors/flight-sql/address'
import { createChannel } from '@/lib/connectors/flight-sql/channel'
import { DO_ACTION } from '@/lib/connectors/flight-sql/wire'

/** What the server of start/upstreams/flight-sql has noticed. */
export type FlightSeen = {
  handshakes: number
  statements: number
  cancelled: number
  /** Batches given away, of all statements. */
  batches: number
  /** Statements under way. */
  open: number
  /** What came with the last call, its authorization left out. */
  headers: Record<string, string>
}

export type FlightObserver = {
  seen: () => Promise<FlightSeen>
  /** Every token given so far is over. */
  expireTokens: () => Promise<void>
  close: () => void
}

/** Asks the server itself, by a connection of its own. Each call signs in, so it counts as a handshake. */
export function createFlightObserver(
  address: FlightAddress,
  { username, password }: { username: string; password: string },
): FlightObserver {
  const channel = createChannel({ address, maxMessageBytes: 1024 * 1024, connectTimeoutMs: 5_000 })
  async function act(type: string): Promise<Buffer | null> {
    const metadata = new Metadata()
    metadata.set('authorization', `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`)
    const call = {
      metadata,
      deadline: Date.now() + 10_000,
      signal: new AbortController().signal,
      onMetadata: () => undefined,
    }
    const answers = await channel.stream(DO_ACTION, { type, body: Buffer.alloc(0) }, call)
    const first = await answers.next()
    while (first !== null && (await answers.next()) !== null);
    return first?.body ?? null
  }
  return {
    seen: async () => JSON.parse(String(await act('seen'))) as FlightSeen,
    expireTokens: async () => {
      await act('expire')
    },
    close: () => channel.close(),
  }
}
