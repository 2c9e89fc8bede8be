import {
  Client,
  type ClientReadableStream,
  connectivityState,
  credentials,
  InterceptingCall,
  type Interceptor,
  type Metadata,
  status,
} from '@grpc/grpc-js'
import { addressText, type FlightAddress } from './address'
import { unlessAborted } from './run'
import { HANDSHAKE, type Method } from './wire'

export type ChannelOptions = {
  address: FlightAddress
  /** PEM of the authority that signed the server's certificate, where Node's own list has it not. */
  certificateAuthority?: string
  /** One message longer than this ends its call. */
  maxMessageBytes: number
  /** So long is a connection waited for; the library alone would wait for as long as the question may take. */
  connectTimeoutMs: number
}

export type Call = {
  metadata: Metadata
  /** Milliseconds since 1970; the server is told it too. */
  deadline: number
  signal: AbortSignal
  /** Sees what the server sends with its answer: cookies, a token. */
  onMetadata: (metadata: Metadata) => void
}

/** An answer of many messages. `next` fetches one; null at its end. At most two are held that were not asked for. */
export type MessageStream<Answered> = {
  next: () => Promise<Answered | null>
  cancel: () => void
}

export type Channel = {
  unary: <Asked, Answered>(method: Method<Asked, Answered>, asked: Asked, call: Call) => Promise<Answered>
  stream: <Asked, Answered>(
    method: Method<Asked, Answered>,
    asked: Asked,
    call: Call,
  ) => Promise<MessageStream<Answered>>
  /** Messages go, messages come, all of them at once: for the little that is sent here. */
  exchange: <Asked, Answered>(
    method: Method<Asked, Answered>,
    asked: readonly Asked[],
    call: Call,
  ) => Promise<Answered[]>
  /** @throws what the server says; resolves once it has ended the call in peace */
  handshake: (call: Call) => Promise<void>
  close: () => void
}

/** A gRPC connection to one server. It is opened by the first call, and again by the next after it was lost. */
export function createChannel(options: ChannelOptions): Channel {
  const { address, certificateAuthority, maxMessageBytes, connectTimeoutMs } = options
  const root = certificateAuthority === undefined ? null : Buffer.from(certificateAuthority)
  const secure = address.tls ? credentials.createSsl(root) : credentials.createInsecure()
  const client = new Client(addressText(address), secure, {
    'grpc.max_receive_message_length': maxMessageBytes,
    // No proxy from the environment, no settings from DNS: what is configured is what is called.
    'grpc.enable_http_proxy': 0,
    'grpc.service_config_disable_resolution': 1,
    'grpc.enable_retries': 0,
    // A server that is back is found again soon.
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 5_000,
  })

  const connected = (call: Call) => untilConnected(client, connectTimeoutMs, call.signal)
  return {
    unary: async (method, asked, call) => {
      await connected(call)
      return await unary(client, method, asked, call)
    },
    stream: async (method, asked, call) => {
      await connected(call)
      return stream(client, method, asked, call)
    },
    exchange: async (method, asked, call) => {
      await connected(call)
      return await exchange(client, method, asked, call)
    },
    handshake: async (call) => {
      await connected(call)
      await exchange(client, HANDSHAKE, [], call)
    },
    close: () => client.close(),
  }
}

/**
 * Until there is a connection, or it was refused: then the call itself says why, at once.
 * @throws a fault as the library's own, when neither happens in time; the signal's reason
 */
async function untilConnected(client: Client, timeoutMs: number, signal: AbortSignal): Promise<void> {
  const channel = client.getChannel()
  const deadline = Date.now() + timeoutMs
  for (;;) {
    signal.throwIfAborted()
    const state = channel.getConnectivityState(true)
    if (state !== connectivityState.IDLE && state !== connectivityState.CONNECTING) return
    const changed = new Promise<void>((resolve, reject) => {
      channel.watchConnectivityState(state, deadline, (error) => (error ? reject(error) : resolve()))
    })
    await unlessAborted(
      changed.catch(() => Promise.reject(unconnected(timeoutMs))),
      signal,
    )
  }
}

function unconnected(timeoutMs: number): Error {
  const details = `no connection within ${timeoutMs} ms`
  return Object.assign(new Error(details), { code: status.UNAVAILABLE, details })
}

function unary<Asked, Answered>(
  client: Client,
  method: Method<Asked, Answered>,
  asked: Asked,
  call: Call,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    call.signal.throwIfAborted()
    const { path, write, read } = method
    const under = client.makeUnaryRequest(
      path,
      write,
      read,
      asked,
      call.metadata,
      options(call),
      (error, answered) => {
        call.signal.removeEventListener('abort', cancel)
        if (error !== null || answered === undefined)
          reject(error ?? new Error('an answer without a message'))
        else resolve(answered)
      },
    )
    const cancel = () => under.cancel()
    call.signal.addEventListener('abort', cancel, { once: true })
    listen(under, call)
  })
}

function stream<Asked, Answered>(
  client: Client,
  { path, write, read }: Method<Asked, Answered>,
  asked: Asked,
  call: Call,
): MessageStream<Answered> {
  call.signal.throwIfAborted()
  const gate = createGate()
  const under = client.makeServerStreamRequest(path, write, read, asked, call.metadata, {
    ...options(call),
    interceptors: [gate.interceptor],
  })
  listen(under, call)
  return pulled(under, gate, call.signal)
}

function exchange<Asked, Answered>(
  client: Client,
  { path, write, read }: Method<Asked, Answered>,
  asked: readonly Asked[],
  call: Call,
): Promise<Answered[]> {
  return new Promise((resolve, reject) => {
    call.signal.throwIfAborted()
    const under = client.makeBidiStreamRequest(path, write, read, call.metadata, options(call))
    const answered: Answered[] = []
    const cancel = () => under.cancel()
    call.signal.addEventListener('abort', cancel, { once: true })
    const settled = () => call.signal.removeEventListener('abort', cancel)
    under.on('data', (message: Answered) => answered.push(message))
    under.on('error', (error) => {
      settled()
      reject(error)
    })
    under.on('end', () => {
      settled()
      resolve(answered)
    })
    listen(under, call)
    for (const message of asked) under.write(message)
    under.end()
  })
}

function options({ deadline }: Call) {
  return { deadline: new Date(deadline) }
}

type Listening = {
  on(event: 'metadata', listener: (metadata: Metadata) => void): unknown
  on(event: 'status', listener: (status: { metadata: Metadata }) => void): unknown
}

/** Some servers send their token before the answer, some after it. */
function listen(under: Listening, { onMetadata }: Call): void {
  under.on('metadata', onMetadata)
  under.on('status', ({ metadata }) => onMetadata(metadata))
}

/**
 * The library's stream takes sixteen messages ahead of its reader, each as long as a message may be. The gate lets one
 * through for each that was asked for; behind it the library asks the server for no more.
 */
function createGate() {
  let asked = 0
  let held: (() => void) | undefined
  const interceptor: Interceptor = (callOptions, nextCall) =>
    new InterceptingCall(nextCall(callOptions), {
      start(metadata, _listener, next) {
        next(metadata, {
          onReceiveMessage(message, deliver) {
            if (asked === 0) {
              held = () => deliver(message)
              return
            }
            asked -= 1
            deliver(message)
          },
        })
      },
    })
  const open = () => {
    if (held === undefined) {
      asked += 1
      return
    }
    const deliver = held
    held = undefined
    deliver()
  }
  return { interceptor, open }
}

function pulled<Answered>(
  under: ClientReadableStream<Answered>,
  gate: { open: () => void },
  signal: AbortSignal,
): MessageStream<Answered> {
  const cancel = () => under.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  // The end of a call that nobody reads any more is nobody's fault.
  under.on('error', () => undefined)
  const messages = under[Symbol.asyncIterator]()
  return {
    next: async () => {
      gate.open()
      const { done, value } = await messages.next()
      if (done !== true) return value as Answered
      signal.removeEventListener('abort', cancel)
      return null
    },
    cancel: () => {
      signal.removeEventListener('abort', cancel)
      under.cancel()
    },
  }
}
