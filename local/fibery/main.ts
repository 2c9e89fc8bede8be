// The stand-in for a Fibery workspace as a process of its own: `node --import tsx local/fibery/main.ts`.
//
//   PORT                          where to listen on 127.0.0.1 (required)
//   PERGOLA_STANDIN_TOKEN         the API key that it accepts, secret `fiberyToken` of .data/secrets.json (required)
//   PERGOLA_STANDIN_PORTAL_URL    the portal's address, e.g. http://localhost:3000 (required; must be this computer)
//   PERGOLA_STANDIN_PER_SECOND    requests a second for a key; 3 as Fibery's own, and 7 for all keys together
//
// The portal beside it: FIBERY_URL=http://127.0.0.1:PORT and FIBERY_TOKEN. It behaves as docs/connectors/fibery.md says of
// Fibery, and can be told to misbehave: POST /__misbehave {"mode":"stall"}, for one space alone with "space":"Things", for
// so many requests with "times":2; modes in misbehaviour.ts. It prints `ready URL` and ends with SIGTERM, SIGINT, or with
// the process that forked it.
import { startFiberyStandIn } from './server'

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is missing.`)
  return value
}

function requireLoopback(address: string): void {
  const { hostname } = new URL(address)
  if (['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return
  throw new Error(`The sample knowledge base serves only a portal on this computer, not one at ${hostname}.`)
}

try {
  requireLoopback(required('PERGOLA_STANDIN_PORTAL_URL'))
  const { url, stop } = await startFiberyStandIn({
    port: Number(required('PORT')),
    token: required('PERGOLA_STANDIN_TOKEN'),
    perSecond: Number(process.env.PERGOLA_STANDIN_PER_SECOND || 3),
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
