import {
  type Deserialize,
  fromJSON,
  type MethodDefinition,
  type Serialize,
  type ServiceDefinition,
} from '@grpc/proto-loader'
import descriptor from './proto/descriptor.json'

// The messages of Arrow Flight and Flight SQL that this connector uses, as proto/*.proto define them. `bytes` are Buffers.

/** The guarantee: the file is what protobufjs writes of a root (wire.test.ts); its type is what TypeScript makes of the text. */
function asNamespace(json: object): Parameters<typeof fromJSON>[0] {
  return json as Parameters<typeof fromJSON>[0]
}

const DEFINITIONS = fromJSON(asNamespace(descriptor), {
  longs: String,
  enums: String,
  defaults: true,
  arrays: true,
})

const FLIGHT = 'arrow.flight.protocol'
const SQL = `${FLIGHT}.sql`

export type FlightDescriptor = { type: 'CMD'; cmd: Buffer }
export type Ticket = { ticket: Buffer }
export type FlightEndpoint = { ticket: Ticket; location: { uri: string }[] }
export type FlightInfo = { schema: Buffer; endpoint: FlightEndpoint[] }
export type FlightData = { dataHeader: Buffer; dataBody: Buffer }
export type Action = { type: string; body: Buffer }

/** The guarantee: it is a service, since it is one in the file. */
export function flightService(): ServiceDefinition {
  return DEFINITIONS[`${FLIGHT}.FlightService`] as ServiceDefinition
}

/** One call of the service: its path, and how its messages are written and read. */
export type Method<Asked, Answered> = {
  path: string
  write: Serialize<Asked>
  read: Deserialize<Answered>
}

/** The guarantee: `name` is a call of the service whose messages have the shapes that the caller states. */
function method<Asked extends object, Answered extends object>(name: string): Method<Asked, Answered> {
  const found = flightService()[name] as MethodDefinition<Asked, Answered> | undefined
  if (found === undefined) throw new Error(`Flight has no call ${name}`)
  return { path: found.path, write: found.requestSerialize, read: found.responseDeserialize }
}

export const HANDSHAKE = method<{ payload: Buffer }, { payload: Buffer }>('Handshake')
export const GET_FLIGHT_INFO = method<FlightDescriptor, FlightInfo>('GetFlightInfo')
export const DO_GET = method<Ticket, FlightData>('DoGet')
export const DO_PUT = method<FlightData & { flightDescriptor?: FlightDescriptor }, { appMetadata: Buffer }>(
  'DoPut',
)
export const DO_ACTION = method<Action, { body: Buffer }>('DoAction')

type Message<Shape> = { name: string; write: Serialize<Shape>; read: Deserialize<Shape> }

/** The guarantee: as `method`. */
function message<Shape>(name: string): Message<Shape> {
  const found = DEFINITIONS[name] as
    | { serialize: Serialize<Shape>; deserialize: Deserialize<Shape> }
    | undefined
  if (found === undefined) throw new Error(`Flight SQL has no message ${name}`)
  return { name, write: found.serialize, read: found.deserialize }
}

const ANY = message<{ type_url: string; value: Buffer }>('google.protobuf.Any')

export const STATEMENT_QUERY = message<{ query: string }>(`${SQL}.CommandStatementQuery`)
export const STATEMENT_UPDATE = message<{ query: string }>(`${SQL}.CommandStatementUpdate`)
export const GET_TABLES = message<{ includeSchema: boolean }>(`${SQL}.CommandGetTables`)
export const CREATE_PREPARED = message<{ query: string }>(`${SQL}.ActionCreatePreparedStatementRequest`)
export const CLOSE_PREPARED = message<{ preparedStatementHandle: Buffer }>(
  `${SQL}.ActionClosePreparedStatementRequest`,
)
export const PREPARED = message<{
  preparedStatementHandle: Buffer
  datasetSchema: Buffer
  parameterSchema: Buffer
}>(`${SQL}.ActionCreatePreparedStatementResult`)

/** Flight SQL sends every message of its own packed into one of the protocol's. */
export function pack<Shape>(kind: Message<Shape>, value: Shape): Buffer {
  return ANY.write({ type_url: `type.googleapis.com/${kind.name}`, value: kind.write(value) })
}

/** @throws when the message is another than the one expected */
export function unpack<Shape>(kind: Message<Shape>, bytes: Buffer): Shape {
  const { type_url: name, value } = ANY.read(bytes)
  if (!name.endsWith(`/${kind.name}`)) throw new Error(`a ${kind.name} was expected`)
  return kind.read(value)
}

export function command<Shape>(kind: Message<Shape>, value: Shape): FlightDescriptor {
  return { type: 'CMD', cmd: pack(kind, value) }
}
