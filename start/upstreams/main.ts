import { resolve } from 'node:path'
import { StartError } from '../start-error'
import { startKeycloak } from './keycloak'
import { KEYCLOAK_CLIENT, KEYCLOAK_PASSWORD, KEYCLOAK_PEOPLE, KEYCLOAK_SCOPE } from './keycloak-realm'

// `npm run upstreams`: real systems on loopback for a portal on this machine, until Ctrl-C. Data is in memory.
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
  console.log(
    [
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
    process.once(signal, () => keycloak.stop().finally(() => process.exit(0)))
  }
} catch (error) {
  console.error(error instanceof StartError ? error.message : error)
  process.exit(1)
}
