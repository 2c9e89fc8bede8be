import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { TEST_ENV } from './lib/testing/environment.ts'

const shared = {
  env: TEST_ENV,
  restoreMocks: true,
  setupFiles: ['lib/testing/no-console.ts'],
}
/** What a stage leaves out: `--exclude` says nothing to projects. */
const without = process.env.VITEST_WITHOUT?.split(',') ?? []
const alias = {
  '@': resolve(import.meta.dirname),
  'server-only': resolve(import.meta.dirname, 'lib/testing/server-only.ts'),
}

const SUPERSET = 'e2e/upstreams/superset-*.upstream.test.ts'
const real = { testTimeout: 120_000, hookTimeout: 900_000, maxWorkers: 1 }

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [
            '**/*.integration.test.ts',
            '**/*.upstream.test.ts',
            '**/node_modules/**',
            '.next/**',
            '.cache/**',
            '.data/**',
            'e2e/**',
            ...without,
          ],
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude: ['**/node_modules/**', '.next/**', '.cache/**', '.data/**', 'e2e/**', ...without],
          globalSetup: ['lib/testing/global-setup.ts'],
          setupFiles: [...shared.setupFiles, 'lib/testing/integration-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          // Against real systems, which are fetched and started: `npm run test:upstreams`.
          name: 'upstream',
          include: ['**/*.upstream.test.ts'],
          exclude: ['**/node_modules/**', '.next/**', '.cache/**', '.data/**', SUPERSET],
          ...real,
        },
      },
      {
        resolve: { alias },
        test: {
          // Superset by HTTP: its servers are started once for all of them.
          name: 'superset',
          include: [SUPERSET],
          env: TEST_ENV,
          globalSetup: ['e2e/upstreams/superset-setup.ts'],
          setupFiles: ['lib/testing/integration-setup.ts'],
          ...real,
        },
      },
    ],
  },
})
