import { resolve } from 'node:path'
import { StartError } from '../start-error'
import { startDuckdbFlight } from './flight-sql'
import { startKeycloak } from './keycloak'
import { KEYCLOAK_CLIENT, KEYCLOAK_PASSWORD, KEYCLOAK_PEOPLE, KEYCLOAK_SCOPE } from './keycloak-realm'

// `npm run upstreams`: real systems on loopback for a portal on this machine, until Ctrl-C. Data is in memory.
const flightAccount = { user: 'portal', password: 'only-on-this-computer' }
const portalUrl = `http://localhost:${process.env.PORT || 3000}`
const clientSecret = 'a-secret-for-this-computer-only'

try {
  console.log('Starting Keycloak (the first time it is fetched, 160 MB) …')
  const keycloak = await startKeycloak({
    port: 8181,
    portalUrl,
    clientSecret,
    cacheDir: resolve('.cache/keycloak'),
  })
  console.log('Starting a Flight SQL server (the first time its packages are fetched, 80 MB) …')
  const flight = await startDuckdbFlight({
    port: 32_010,
    ...flightAccount,
    load: ['analytics/data/northwind'],
    environment: resolve('.venv/flight-sql'),
  })
  console.log(
    [
      `\nArrow Flight SQL: ${flight.url}; user: ${flightAccount.user}; password: ${flightAccount.password}`,
      `\nKeycloak: ${keycloak.issuer}; people: ${Object.keys(KEYCLOAK_PEOPLE).join(', ')}; password: ${KEYCLOAK_PASSWORD}`,
      'Start the portal with:\n',
      `AUTH0_DOMAIN=${keycloak.issuer}`,
      `AUTH0_CLIENT_ID=${KEYCLOAK_CLIENT}`,
      `AUTH0_CLIENT_SECRET=${clientSecret}`,
      `AUTH0_SCOPE='${KEYCLOAK_SCOPE}'`,
      `PERGOLA_ADMINS='${keycloak.issuer}|${KEYCLOAK_PEOPLE.admin.id}'\n`,
    ].join('\n'),
  )
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => Promise.all([keycloak.stop(), flight.stop()]).finally(() => process.exit(0)))
  }
} catch (error) {
  console.error(error instanceof StartError ? error.message : error)
  process.exit(1)
}
