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

const { failed } = await runStages([
  client,
  { ...build, needs: [client.name] },
  { ...vitest('Keycloak', ['--project', 'upstream', 'e2e/upstreams/keycloak']), needs: [build.name] },
])
process.exitCode = failed === 0 ? 0 : 1
