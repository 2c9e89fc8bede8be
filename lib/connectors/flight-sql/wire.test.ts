// Importing it first makes Google's own messages known to the parser.
import '@grpc/proto-loader'
import { join } from 'node:path'
import protobuf from 'protobufjs'
import { describe, expect, it } from 'vitest'

const FOLDER = join(import.meta.dirname, 'proto')

/** What the connector uses of the two files, and what that is made of. */
const USED: Record<string, readonly string[]> = {
  'arrow.flight.protocol': [
    ...[
      'FlightService',
      'HandshakeRequest',
      'HandshakeResponse',
      'Criteria',
      'Empty',
      'ActionType',
      'Action',
    ],
    ...['Result', 'SchemaResult', 'FlightDescriptor', 'FlightInfo', 'PollInfo', 'FlightEndpoint', 'Location'],
    ...['Ticket', 'FlightData', 'PutResult'],
  ],
  'arrow.flight.protocol.sql': [
    ...[
      'CommandStatementQuery',
      'CommandStatementUpdate',
      'CommandPreparedStatementQuery',
      'CommandGetTables',
    ],
    ...['ActionCreatePreparedStatementRequest', 'ActionCreatePreparedStatementResult'],
    ...['ActionClosePreparedStatementRequest'],
  ],
  'google.protobuf': ['Any', 'Timestamp'],
}

function descriptorOfUsed(): string {
  const root = new protobuf.Root()
  root.resolvePath = (_origin, target) => (target.startsWith('google/') ? target : join(FOLDER, target))
  root.loadSync(['Flight.proto', 'FlightSql.proto', 'google/protobuf/any.proto'])
  const kept = new protobuf.Root()
  for (const [space, names] of Object.entries(USED)) {
    for (const name of names)
      kept.define(space).addJSON({ [name]: root.lookup(`${space}.${name}`)?.toJSON() ?? {} })
  }
  // `experimental`: an option of the file's own, which says nothing of what goes over the wire.
  const json = JSON.stringify(kept.toJSON(), (key, value) => (key === 'options' ? undefined : value), 2)
  return `${json}\n`
}

describe('the messages of Flight SQL', () => {
  it('are those of the two files beside them (written anew by `vitest run -u` of this test)', async () => {
    await expect(descriptorOfUsed()).toMatchFileSnapshot('./proto/descriptor.json')
  })

  it('go packed with their name', async () => {
    const { command, STATEMENT_QUERY, unpack } = await import('./wire')
    const { type, cmd } = command(STATEMENT_QUERY, { query: 'SELECT 1' })
    expect(type).toBe('CMD')
    expect(cmd.toString('latin1')).toContain(
      'type.googleapis.com/arrow.flight.protocol.sql.CommandStatementQuery',
    )
    expect(unpack(STATEMENT_QUERY, cmd)).toMatchObject({ query: 'SELECT 1' })
  })

  it('are refused under another name', async () => {
    const { PREPARED, pack, STATEMENT_QUERY, unpack } = await import('./wire')
    expect(() => unpack(PREPARED, pack(STATEMENT_QUERY, { query: 'SELECT 1' }))).toThrow(/was expected/)
  })
})
