import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js'
import { MessageReader, type Table, tableToIPC } from 'apache-arrow'
import type { FlightAddress } from '@/lib/connectors/flight-sql/address'
import {
  type Action,
  type FlightData,
  type FlightDescriptor,
  type FlightInfo,
  flightService,
  STATEMENT_QUERY,
  type Ticket,
  unpack,
} from '@/lib/connectors/flight-sql/wire'

/** What the server does; what is left out is refused as UNIMPLEMENTED. */
export type FlightPlay = {
  handshake?: (call: ServerDuplexStream<object, object>) => void
  info?: (sql: string, call: ServerUnaryCall<FlightDescriptor, FlightInfo>) => FlightInfo
  get?: (ticket: string, call: ServerWritableStream<Ticket, FlightData>) => void
  act?: (type: string, call: ServerWritableStream<Action, { body: Buffer }>) => void
}

export type PlayedServer = { address: FlightAddress; play: FlightPlay; stop: () => void }

/** A Flight server in this process whose every answer the test gives, wrong ones too. The play may change under way. */
export async function startFlightServer(
  play: FlightPlay = {},
  secure?: { key: string; certificate: string },
): Promise<PlayedServer> {
  const server = new Server()
  const played: PlayedServer = {
    address: { host: '127.0.0.1', port: 0, tls: secure !== undefined },
    play,
    stop: () => server.forceShutdown(),
  }
  const handlers: UntypedServiceImplementation = {
    handshake: (call: ServerDuplexStream<object, object>) => {
      call.resume()
      if (played.play.handshake === undefined) call.emit('error', { code: 12, details: 'no handshake here' })
      else played.play.handshake(call)
    },
    getFlightInfo: (
      call: ServerUnaryCall<FlightDescriptor, FlightInfo>,
      answer: sendUnaryData<FlightInfo>,
    ) => {
      try {
        const { query } = unpack(STATEMENT_QUERY, call.request.cmd)
        answer(null, played.play.info?.(query, call) ?? infoOf('all'))
      } catch (error) {
        answer(error as Error)
      }
    },
    doGet: (call: ServerWritableStream<Ticket, FlightData>) => {
      played.play.get?.(String(call.request.ticket), call)
    },
    doAction: (call: ServerWritableStream<Action, { body: Buffer }>) => {
      played.play.act?.(call.request.type, call)
    },
  }
  server.addService(flightService(), handlers)
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentialsOf(secure), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    )
  })
  played.address = { ...played.address, port }
  return played
}

function credentialsOf(secure: { key: string; certificate: string } | undefined): ServerCredentials {
  if (secure === undefined) return ServerCredentials.createInsecure()
  const pair = { private_key: Buffer.from(secure.key), cert_chain: Buffer.from(secure.certificate) }
  return ServerCredentials.createSsl(null, [pair])
}

export function infoOf(...tickets: string[]): FlightInfo {
  return {
    schema: Buffer.alloc(0),
    endpoint: tickets.map((ticket) => ({ ticket: { ticket: Buffer.from(ticket) }, location: [] })),
  }
}

/** Gives these messages and ends. */
export const gives =
  (messages: readonly Partial<FlightData>[]): NonNullable<FlightPlay['get']> =>
  (_ticket, call) => {
    for (const message of messages)
      call.write({ dataHeader: Buffer.alloc(0), dataBody: Buffer.alloc(0), ...message })
    call.end()
  }

/** A table as the messages of Flight: the schema, dictionaries, batches. */
export function flightDataOf(table: Table): FlightData[] {
  const bytes = tableToIPC(table, 'stream')
  const reader = new MessageReader(bytes)
  const messages: FlightData[] = []
  let at = 0
  for (const message of reader) {
    const length = Buffer.from(bytes.buffer, bytes.byteOffset + at + 4, 4).readInt32LE(0)
    const dataHeader = Buffer.from(bytes.subarray(at + 8, at + 8 + length))
    const dataBody = Buffer.from(reader.readMessageBody(message.bodyLength))
    messages.push({ dataHeader, dataBody })
    at += 8 + length + message.bodyLength
  }
  return messages
}
