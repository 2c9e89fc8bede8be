import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import pg from 'pg'
import { migrate } from '@/lib/platform/migrate'
import { migrateWorkflowEngine } from '@/lib/workflows/migrations'

const TEMPLATE_PREFIX = 'pergola_template_'

/** A server for a whole test run: the one of TEST_DATABASE_URL (a superuser's address), else an embedded one. */
export type TestServer = { adminUrl: string; stop: () => Promise<void> }

export async function startTestServer(): Promise<TestServer> {
  const given = process.env.TEST_DATABASE_URL
  if (given) return { adminUrl: given, stop: async () => {} }
  const { startTemporaryPostgres } = await import('@/start/embedded-postgres')
  return await startTemporaryPostgres()
}

function withDatabase(address: string, name: string): string {
  const url = new URL(address)
  url.pathname = `/${name}`
  return url.toString()
}

async function asAdmin<T>(adminUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** A migrated, empty database to clone from; answers its name. */
export async function createTemplate(adminUrl: string): Promise<string> {
  const name = TEMPLATE_PREFIX + randomBytes(4).toString('hex')
  await asAdmin(adminUrl, (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`),
  )
  const url = withDatabase(adminUrl, name)
  await migrate({ migratorUrl: url, appUrl: url, folder: resolve('prisma/migrations') })
  await migrateWorkflowEngine(url)
  return name
}

/** A database of one's own, cloned from the template in tens of milliseconds. */
export async function cloneDatabase(
  adminUrl: string,
  template: string,
): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `pergola_test_${randomBytes(6).toString('hex')}`
  await asAdmin(adminUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`))
  return {
    url: withDatabase(adminUrl, name),
    drop: () => dropDatabase(adminUrl, name),
  }
}

export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await asAdmin(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
}
