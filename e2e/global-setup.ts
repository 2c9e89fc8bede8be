import { startTestHouse } from './house'

/** Once a run: the house, whose address and secrets the workers find in their environment. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const house = await startTestHouse()
  process.env.E2E_BASE_URL = house.url
  process.env.E2E_DATABASE_URL = house.migratorUrl
  process.env.E2E_SESSION_SECRET = house.env.AUTH0_SECRET
  process.env.E2E_DATA_DIR = house.dataDir
  process.env.E2E_FIBERY_URL = house.env.FIBERY_URL
  return () => house.stop()
}
