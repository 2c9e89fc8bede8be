import { createTestSession, type TestSession, type TestSessionOptions } from '@/lib/testing/session'

/** Whom the suite signs in as: the built-in roles, a viewer held to one product group, and somebody disabled. */
export const PERSONAS = {
  viewer: { role: 'viewer', name: 'Test Viewer' },
  analyst: { role: 'analyst', name: 'Test Analyst' },
  editor: { role: 'editor', name: 'Test Editor' },
  operator: { role: 'operator', name: 'Test Operator' },
  admin: { role: 'admin', name: 'Test Admin' },
  beverages: {
    grants: [{ role: 'viewer', condition: { kind: 'productGroup', in: ['BEVERAGES'] } }],
    name: 'Test Beverages',
  },
  /** An editor held to one product group. */
  brewer: {
    grants: [{ role: 'editor', condition: { kind: 'productGroup', in: ['BEVERAGES'] } }],
    name: 'Test Brewer',
  },
  nobody: { name: 'Test Nobody' },
  disabled: { role: 'admin', disabled: true, name: 'Test Disabled' },
} as const satisfies Record<string, TestSessionOptions>

export type Persona = keyof typeof PERSONAS

export function house(): { baseUrl: string; databaseUrl: string; secret: string; dataDir: string } {
  const { E2E_BASE_URL, E2E_DATABASE_URL, E2E_SESSION_SECRET, E2E_DATA_DIR } = process.env
  if (!E2E_BASE_URL || !E2E_DATABASE_URL || !E2E_SESSION_SECRET || !E2E_DATA_DIR) {
    throw new Error('The house of e2e/global-setup.ts is not there: run the specs with `playwright test`.')
  }
  return {
    baseUrl: E2E_BASE_URL,
    databaseUrl: E2E_DATABASE_URL,
    secret: E2E_SESSION_SECRET,
    dataDir: E2E_DATA_DIR,
  }
}

/** Signs a new person in, without a browser and without clicking. */
export function signIn(options: TestSessionOptions): Promise<TestSession> {
  return createTestSession(options, house())
}
