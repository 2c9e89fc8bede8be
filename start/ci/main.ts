import { startDebianPostgres } from './debian-postgres'
import { lintDockerfile } from './hadolint'
import { checkPython } from './python'
import { check, runStages, type Stage, suite } from './stage'
import { integration } from './suite'

// `npm run ci`, called by `.ci/run`: the README's test command, then what takes longer or needs more than a clone.

/** What asks no PostgreSQL, or one that it starts by itself, says the same whichever server is given. */
const OWN_SERVER = [
  'lib/connectors/**',
  'start/embedded-postgres.*',
  'start/persistent-postgres.*',
  'start/ports.*',
  'start/supervised-process.*',
]

/** The suite once more on the oldest PostgreSQL that is promised. */
const olderDatabase: Stage = {
  name: 'Integration on Debian’s PostgreSQL 15',
  run: async () => {
    const server = await startDebianPostgres()
    try {
      return await integration('', { TEST_DATABASE_URL: server.adminUrl }, OWN_SERVER).run()
    } finally {
      server.stop()
    }
  },
}

const { failed } = await runStages([
  suite('npm test', { command: 'npm', args: ['test', '--silent'] }),
  olderDatabase,
  { name: 'Dockerfile', run: lintDockerfile },
  { name: 'Python', run: checkPython },
  check('Image', { command: 'npm', args: ['run', '--silent', 'image:prove'] }),
  suite('kill -9', { command: 'npm', args: ['run', '--silent', 'test:crash'] }),
  suite('Real systems', { command: 'npm', args: ['run', '--silent', 'test:upstreams'] }),
])
process.exitCode = failed === 0 ? 0 : 1
