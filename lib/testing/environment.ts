/** The least environment that the portal's modules accept; tests set it before anything reads it. */
export const TEST_ENV = {
  TZ: 'Asia/Kathmandu',
  LOG_LEVEL: 'silent',
  DATABASE_URL: 'postgresql://unset@127.0.0.1:1/unset',
  AUTH0_DOMAIN: 'localhost:1',
  AUTH0_CLIENT_ID: 'pergola-test',
  AUTH0_CLIENT_SECRET: 'pergola-test-client-secret',
  AUTH0_SECRET: 'f'.repeat(64),
  PERGOLA_AUDIT_KEY: 'a'.repeat(64),
} as const
