import { parseFlightAddress } from '@/lib/connectors/flight-sql/address'
import type { FlightSqlClient, FlightSqlOptions } from '@/lib/connectors/flight-sql/client'
import type { ResultStream, StatementRequest } from '@/lib/connectors/tabular'
import type { Env } from '@/lib/platform/env-schema'

type FlightSettings = Pick<
  Env,
  'DREMIO_USER' | 'DREMIO_PASSWORD' | 'DREMIO_TOKEN' | 'DREMIO_SCHEMA' | 'DREMIO_FLIGHT_URL'
>

export type FlightRows = {
  open: (request: StatementRequest) => Promise<ResultStream>
  close: () => Promise<void>
}

/** Dremio's Arrow Flight endpoint, where one is configured. Its client is loaded with the first question. */
export function createFlightRows(settings: FlightSettings): FlightRows | undefined {
  const address = parseFlightAddress(settings.DREMIO_FLIGHT_URL ?? '')
  if (address === null) return undefined
  const { DREMIO_USER: username = '', DREMIO_PASSWORD: password = '', DREMIO_TOKEN: token } = settings
  const options: FlightSqlOptions = {
    address,
    credentials: token === undefined ? { kind: 'basic', username, password } : { kind: 'bearer', token },
    headers: settings.DREMIO_SCHEMA === undefined ? {} : { schema: settings.DREMIO_SCHEMA },
  }
  let loading: Promise<FlightSqlClient> | undefined
  const client = () => {
    loading ??= import('@/lib/connectors/flight-sql/client').then(({ createFlightSqlClient }) =>
      createFlightSqlClient(options),
    )
    return loading
  }
  return {
    open: async (request) => await (await client()).open(request),
    close: async () => (await loading)?.close(),
  }
}
