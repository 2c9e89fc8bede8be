import { defineConfig } from '@playwright/test'
import base from '../../playwright.config'

// Pictures of every page and state: `npm run screens`. One after the other, since states are made by breaking the house.
export default defineConfig({
  ...base,
  testDir: '.',
  testIgnore: [],
  outputDir: '../../test-results/screens',
  globalSetup: '../global-setup.ts',
  fullyParallel: false,
  workers: 1,
  timeout: 60_000,
})
