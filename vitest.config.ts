import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { TEST_ENV } from './lib/testing/environment.ts'

const shared = {
  env: TEST_ENV,
  restoreMocks: true,
  setupFiles: ['lib/testing/no-console.ts'],
}
const alias = {
  '@': resolve(import.meta.dirname),
  'server-only': resolve(import.meta.dirname, 'lib/testing/server-only.ts'),
}

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
          ],
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude: ['**/node_modules/**', '.next/**', '.cache/**', '.data/**', 'e2e/**'],
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
          exclude: ['**/node_modules/**', '.next/**', '.cache/**', '.data/**'],
          testTimeout: 120_000,
          hookTimeout: 900_000,
          maxWorkers: 1,
        },
      },
    ],
  },
})
