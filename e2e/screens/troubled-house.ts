import { rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { startTestServer } from '@/lib/testing/database'
import { startProxy } from '../crash/workflow-proxy'
import { startTestHouse } from '../house'
import { copyServer } from '../server-copy'

export type TroubledHouse = {
  url: string
  secret: string
  databaseUrl: string
  database: Awaited<ReturnType<typeof startProxy>>
  stop: () => Promise<void>
}

/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9'

/**
 * A house where nothing is well: an empty database whose way can be cut, a knowledge base that cannot be reached, queries
 * whose data is gone, and a file that is no query.
 */
export async function startTroubledHouse(): Promise<TroubledHouse> {
  const server = await startTestServer()
  const database = await startProxy(await createDatabase(server.adminUrl))
  const unfinished = '/*---\ntitle: Unfinished\n---*/\nSELECT 1\n'
  const standalone = copyServer({ files: { 'unfinished.sql': unfinished }, data: false })
  const house = await startTestHouse(
    {
      DATABASE_URL: database.url,
      PERGOLA_DEMO: '0',
      FIBERY_URL: NOWHERE,
      FIBERY_TOKEN: 'nobody-takes-it',
      LOG_LEVEL: 'silent',
    },
    { server: join(standalone, 'server.js') },
  )
  return {
    url: house.url,
    secret: house.env.AUTH0_SECRET ?? '',
    databaseUrl: database.url,
    database,
    stop: async () => {
      database.restore()
      await house.stop()
      await database.close()
      await server.stop()
      rmSync(standalone, { recursive: true, force: true })
    },
  }
}

async function createDatabase(adminUrl: string): Promise<string> {
  const name = `pergola_screens_${Date.now()}`
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  await client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`)
  await client.end()
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return url.toString()
}
