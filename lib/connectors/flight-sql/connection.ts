import { type Metadata, status } from '@grpc/grpc-js'
import { addressText, chooseLocation, type FlightAddress } from './address'
import { type Call, type Channel, createChannel, type MessageStream } from './channel'
import { elsewhere, isGrpcFault, isUnauthenticated } from './errors'
import { type Run, unlessAborted } from './run'
import { createSession, type FlightCredentials } from './session'
import {
  type Action,
  DO_ACTION,
  DO_GET,
  type FlightData,
  type FlightDescriptor,
  type FlightEndpoint,
  type FlightInfo,
  GET_FLIGHT_INFO,
} from './wire'

const SIGN_IN_TIMEOUT_MS = 10_000
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024
const CONNECT_TIMEOUT_MS = 5_000

export type ConnectionOptions = {
  address: FlightAddress
  credentials: FlightCredentials
  /** PEM, where the server's certificate is signed by an authority that Node does not know. */
  certificateAuthority?: string
  /** Sent with every call; Dremio reads `schema`, `routing_tag`, `routing_queue`, `routing_engine`. */
  headers?: Readonly<Record<string, string>>
  /** Of one message, which is one batch of rows: 64 MiB unless told otherwise. */
  maxMessageBytes?: number
  /** 5 s unless told otherwise. */
  connectTimeoutMs?: number
}

/** The calls of Flight, signed in, each within a run. What they throw is as the library gives it: the run maps it. */
export type Connection = {
  fetchInfo: (descriptor: FlightDescriptor, run: Run) => Promise<FlightInfo>
  /** The messages of an endpoint. The first is here when it answers, so a refusal comes as its error. */
  openEndpoint: (endpoint: FlightEndpoint, run: Run) => Promise<() => Promise<FlightData | null>>
  act: (action: Action, run: Run) => Promise<Buffer | null>
  close: () => void
}

export function createConnection(options: ConnectionOptions): Connection {
  const { address, certificateAuthority } = options
  const limits = {
    maxMessageBytes: options.maxMessageBytes ?? MAX_MESSAGE_BYTES,
    connectTimeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
  }
  const channels = new Map<string, Channel>()
  const channelTo = (place: FlightAddress): Channel => {
    const key = addressText(place)
    const known = channels.get(key) ?? createChannel({ address: place, certificateAuthority, ...limits })
    channels.set(key, known)
    return known
  }
  const session = createSession({
    credentials: options.credentials,
    headers: options.headers ?? {},
    handshake: (metadata) => signIn(channelTo(address), callOf(metadata)),
  })

  function callOf(metadata: Metadata, run?: Run): Call {
    const deadline = run?.deadline ?? Date.now() + SIGN_IN_TIMEOUT_MS
    const signal = run?.signal ?? AbortSignal.timeout(SIGN_IN_TIMEOUT_MS)
    return { metadata, deadline, signal, onMetadata: session.keep }
  }

  /** A token that is over is fetched anew, once. */
  async function signedIn<T>(run: Run, work: (call: Call) => Promise<T>): Promise<T> {
    const first = await unlessAborted(session.metadata(), run.signal)
    try {
      return await work(callOf(first, run))
    } catch (error) {
      if (!isUnauthenticated(error) || !session.renew(first)) throw error
      return await work(callOf(await unlessAborted(session.metadata(), run.signal), run))
    }
  }

  return {
    fetchInfo: (descriptor, run) =>
      signedIn(run, (call) => channelTo(address).unary(GET_FLIGHT_INFO, descriptor, call)),
    openEndpoint: async (endpoint, run) => {
      const place = placeOf(endpoint, address, run)
      return await signedIn(run, async (call) =>
        begin(await channelTo(place).stream(DO_GET, endpoint.ticket, call)),
      )
    },
    act: (action, run) =>
      signedIn(run, async (call) => {
        const answers = await channelTo(address).stream(DO_ACTION, action, call)
        const first = await answers.next()
        // The call is over when its end was read.
        while (first !== null && (await answers.next()) !== null);
        return first?.body ?? null
      }),
    close: () => {
      for (const channel of channels.values()) channel.close()
      channels.clear()
    },
  }
}

async function signIn(channel: Channel, call: Call): Promise<'done' | 'not offered'> {
  try {
    await channel.handshake(call)
    return 'done'
  } catch (error) {
    if (isGrpcFault(error) && error.code === status.UNIMPLEMENTED) return 'not offered'
    throw error
  }
}

async function begin(stream: MessageStream<FlightData>): Promise<() => Promise<FlightData | null>> {
  let first: FlightData | null | undefined = await stream.next()
  return async () => {
    if (first === undefined) return await stream.next()
    const held = first
    first = undefined
    return held
  }
}

function placeOf(endpoint: FlightEndpoint, own: FlightAddress, run: Run): FlightAddress {
  try {
    return (
      chooseLocation(
        own,
        endpoint.location.map(({ uri }) => uri),
      ) ?? own
    )
  } catch (error) {
    throw elsewhere(run.operation, error instanceof Error ? error.message : String(error))
  }
}
