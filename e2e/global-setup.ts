import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { startTestHouse } from './house'

const FIRST_READING_MS = 90_000

/** Once a run: the house, whose address and secrets the workers find in their environment. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const house = await startTestHouse()
  process.env.E2E_BASE_URL = house.url
  process.env.E2E_DATABASE_URL = house.migratorUrl
  process.env.E2E_SESSION_SECRET = house.env.AUTH0_SECRET
  process.env.E2E_DATA_DIR = house.dataDir
  process.env.E2E_FIBERY_URL = house.env.FIBERY_URL
  try {
    await untilKnowledgeIsRead(house.migratorUrl)
  } catch (error) {
    await house.stop()
    throw error
  }
  return () => house.stop()
}

/** A new house serves before its first workflows have read the knowledge base: specs of its pages come after them. */
async function untilKnowledgeIsRead(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const until = Date.now() + FIRST_READING_MS
    while (Date.now() < until) {
      const { rows } = await client.query(
        `SELECT count(*) > 0 AND bool_and(r.as_of IS NOT NULL) AS whole
         FROM kb_database d LEFT JOIN kb_entity_reading r ON r.database_id = d.id`,
      )
      if (rows[0]?.whole === true) return
      await sleep(250)
    }
  } finally {
    await client.end()
  }
  throw new Error(`the knowledge base was not read within ${FIRST_READING_MS} ms`)
}
