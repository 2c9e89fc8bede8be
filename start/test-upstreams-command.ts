import { ensureDatabaseClient } from './build'
import { runStages, type Stage, vitest } from './ci/stage'
import { build } from './ci/suite'

// `npm run test:upstreams`: the suites against real systems, each of which they fetch and start by themselves.

const client: Stage = {
  name: 'Database client',
  run: async () => {
    await ensureDatabaseClient(process.cwd())
    return { passed: 1, failed: 0 }
  },
}

/** Nobody can be given a Dremio: the one that is named is asked. */
function dremio(): Stage[] {
  if (process.env.DREMIO_URL) {
    return [{ ...vitest('Dremio', ['--project', 'upstream', 'lib/connectors']), needs: [client.name] }]
  }
  process.stdout.write(
    'Dremio is not asked: set DREMIO_URL and an account to hold the connector to a real one.\n',
  )
  return []
}

const flightSql = ['--project', 'upstream', 'e2e/upstreams/flight-sql', 'e2e/upstreams/dremio-flight']

const { failed } = await runStages([
  client,
  // They need no build, and say soon when something is wrong.
  { ...vitest('Flight SQL', flightSql), needs: [client.name] },
  // By HTTP: who sees which rows, and what a reader of a dashboard may not ask.
  { ...vitest('Superset', ['--project', 'superset']), needs: [client.name] },
  { ...build, needs: [client.name] },
  ...dremio(),
  { ...vitest('Keycloak', ['--project', 'upstream', 'e2e/upstreams/keycloak']), needs: [build.name] },
  {
    ...vitest('Dashboards', ['--project', 'upstream', 'e2e/upstreams/dashboards']),
    needs: [build.name],
  },
])
process.exitCode = failed === 0 ? 0 : 1
