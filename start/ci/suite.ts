import { ensureBuild, ensureDatabaseClient } from '../build'
import { createReport } from '../report'
import { check, playwright, type Stage, vitest } from './stage'

const bin = (name: string) => `node_modules/.bin/${name}`

/** What needs no service and takes seconds: run before every commit. */
export const QUICK: readonly Stage[] = [
  {
    name: 'Database client',
    run: async () => {
      await ensureDatabaseClient(process.cwd())
      return { passed: 1, failed: 0 }
    },
  },
  check('Format', { command: bin('biome'), args: ['format', '.'] }),
  check('Lint', { command: bin('biome'), args: ['lint', '--error-on-warnings', '.'] }),
  // Next writes the declarations that its files need (CSS, images, route types).
  check('Route types', { command: bin('next'), args: ['typegen'] }),
  check('Types', { command: bin('tsc'), args: ['--noEmit'] }),
  vitest('Boundaries, structure, documents', ['--project', 'unit', 'start/ci']),
  check('Dead code', { command: bin('knip'), args: [] }),
  vitest('Unit', ['--project', 'unit'], { VITEST_WITHOUT: 'start/ci/**' }),
]

/** On real PostgreSQL: the embedded one, or the server of TEST_DATABASE_URL. */
export function integration(
  name: string,
  env?: Record<string, string>,
  without: readonly string[] = [],
): Stage {
  return vitest(name, ['--project', 'integration'], { ...env, VITEST_WITHOUT: without.join() })
}

/** The production build, made when it is stale. */
export const build: Stage = {
  name: 'Build',
  run: async () => {
    await ensureBuild(
      process.cwd(),
      createReport((line) => process.stdout.write(`${line}\n`)),
    )
    return { passed: 1, failed: 0 }
  },
}

/** End to end on the production build, in a real Chromium. */
export const browserTests: Stage = { ...playwright('End to end', [], {}), needs: ['Build', 'Browser'] }
