// The stand-in for Dremio's REST API as a process of its own: `node --import tsx local/dremio/main.ts`. It answers by DuckDB
// over the sample data.
//
//   PORT                       where to listen on 127.0.0.1 (required)
//   PERGOLA_STANDIN_USER       the account that it knows (required)
//   PERGOLA_STANDIN_PASSWORD   its password (required); for Cloud, its access token
//   PERGOLA_STANDIN_PROJECT    behave as Cloud with this project: its addresses, its limits a minute, no passwords
//   PERGOLA_STANDIN_DATA       a folder with a load.sql; analytics/data/northwind when unset
//
// The portal beside it: DREMIO_URL=http://127.0.0.1:PORT. It behaves as docs/connectors/dremio.md says of Dremio, and can be
// told to misbehave: POST /__misbehave {"mode":"stall"}, for one kind of call alone with "call":"status", for so many with
// "times":2; modes in misbehaviour.ts. It prints `ready URL` and ends with SIGTERM, SIGINT, or with the process that forked
// it.
import { resolve } from 'node:path'
import { startDremioStandIn } from './server'

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is missing.`)
  return value
}

try {
  const password = required('PERGOLA_STANDIN_PASSWORD')
  const project = process.env.PERGOLA_STANDIN_PROJECT || undefined
  const cloud = { project, accessTokens: [password], perMinute: { status: 100, results: 1_000, cancel: 100 } }
  const { url, stop } = await startDremioStandIn({
    port: Number(required('PORT')),
    user: required('PERGOLA_STANDIN_USER'),
    password,
    folders: [resolve(process.env.PERGOLA_STANDIN_DATA || 'analytics/data/northwind')],
    ...(project === undefined ? {} : cloud),
  })
  const end = () => {
    stop().finally(() => process.exit(0))
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(signal, end)
  process.stdout.write(`ready ${url}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
