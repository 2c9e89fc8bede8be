import { defineConfig } from '@playwright/test'
import { BROWSER_FLAGS, requireBrowser } from './start/ci/browser'

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  testIgnore: 'screens/**',
  outputDir: 'test-results',
  globalSetup: './e2e/global-setup.ts',
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // A test that passes only at the second try has found something.
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    launchOptions: { executablePath: requireBrowser(), args: BROWSER_FLAGS },
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Asia/Kathmandu',
    reducedMotion: 'reduce',
    screenshot: 'only-on-failure',
    // Pictures of every step would cost more than most steps: the page as it was is in the snapshots.
    trace: { mode: 'retain-on-failure', screenshots: false },
  },
})
