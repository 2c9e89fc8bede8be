import { createHmac } from 'node:crypto'
import { afterAll } from 'vitest'
import { type SupersetServer, startSupersetServer, type ToldDashboard } from './superset-server'

/**
 * A Superset for one test file, set by the environment, which is read once: so this stands in `vi.hoisted`, as
 * `fiberyWorkspace` does.
 */
export async function supersetForTests(environment: Record<string, string> = {}): Promise<SupersetServer> {
  const server = await startSupersetServer()
  Object.assign(process.env, {
    SUPERSET_URL: server.url,
    SUPERSET_PUBLIC_URL: 'https://superset.example.com/',
    SUPERSET_USER: server.user,
    SUPERSET_PASSWORD: server.password,
    SUPERSET_GUEST_SECRET: server.guestSecret,
    ...environment,
  })
  afterAll(() => server.close())
  return server
}

/** The two datasets of the demo dashboard, and its filters. */
export function salesDashboard(more: Partial<ToldDashboard> = {}): ToldDashboard {
  const shared = ['category_name', 'product_group_code', 'product_code', 'product_name']
  return {
    id: 1,
    uuid: '11111111-1111-4111-8111-111111111111',
    title: 'Northwind sales',
    slug: 'northwind-sales',
    owners: [{ first_name: 'Test', last_name: 'Owner' }],
    filters: [
      filter('NATIVE_FILTER-group', 'Product group', 'filter_select', 'category_name'),
      filter('NATIVE_FILTER-product', 'Product', 'filter_select', 'product_code'),
      filter('NATIVE_FILTER-period', 'Period', 'filter_time', null),
    ],
    datasets: [
      { id: 7, schema: 'northwind', table: 'sales', columns: [...shared, 'revenue'] },
      { id: 8, schema: 'northwind', table: 'stock', columns: [...shared, 'units_in_stock'] },
    ],
    ...more,
  }
}

function filter(id: string, name: string, filterType: string, column: string | null) {
  return {
    id,
    name,
    filterType,
    targets: column === null ? [{}] : [{ column: { name: column }, datasetId: 7 }],
  }
}

type Claims = { aud?: string; iat?: number; exp?: number; rls_rules?: { dataset?: number }[] }

/**
 * Whether Superset takes a guest's token. `held`: as the security manager of deploy/superset does, which asks for a near end
 * and a rule for a dataset too.
 */
export function takesToken(token: unknown, secret: string, { held = false } = {}): boolean {
  const [header = '', payload = '', signature] = String(token).split('.')
  const signed = createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url')
  if (signature !== signed) return false
  const {
    aud,
    iat = 0,
    exp,
    rls_rules: rules,
  } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims
  if (aud !== 'superset' || rules === undefined || (exp ?? Number.POSITIVE_INFINITY) * 1000 < Date.now()) {
    return false
  }
  if (!held) return true
  const isShort = exp !== undefined && exp - iat <= 330
  return isShort && rules.length > 0 && rules.every(({ dataset }) => dataset !== undefined)
}
