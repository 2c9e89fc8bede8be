import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { APPLICATION_NAME, APPLICATION_VERSION, queueOf } from '@/lib/connectors/dbos/identity'
import { expect, test } from '../fixtures'
import { house } from '../session'

// No Superset is connected to the house of the suite.
test.use({ persona: 'admin' })

const KEY = 'refresh-dashboards'
const TITLE = 'Refresh the dashboards'

let client: pg.Client
test.beforeAll(async () => {
  client = new pg.Client({ connectionString: house().databaseUrl })
  await client.connect()
})
test.afterAll(() => client.end())

async function stateOf(runId: string): Promise<string | undefined> {
  const { rows } = await client.query<{ status: string }>(
    'SELECT status FROM dbos.workflow_status WHERE workflow_uuid = $1',
    [runId],
  )
  return rows[0]?.status
}

test('a workflow whose system is not connected is not offered: its card says why and what to do', async ({
  page,
  open,
  axe,
}) => {
  await open('/admin/workflows')
  const card = page.getByRole('region', { name: TITLE })
  await expect(card).toContainText('Superset is not connected: there is nothing to do.')
  await expect(card).toContainText('Set SUPERSET_URL, SUPERSET_USER, SUPERSET_PASSWORD, and either')
  await expect(card).toContainText('npm run upstreams -- superset')
  await expect(card.getByRole('button')).toHaveCount(0)
  const other = page.getByRole('region', { name: 'Refresh the knowledge base' })
  await expect(other.getByRole('button', { name: /^Start run/ })).toBeVisible()
  expect(await axe()).toEqual([])
})

test('what failed while it was connected is not offered again, and is no trouble on the home page', async ({
  page,
  open,
}) => {
  const runId = randomUUID()
  await client.query(
    `SELECT dbos.enqueue_workflow(workflow_name => $1, queue_name => $2, class_name => '', config_name => '',
       workflow_id => $3, app_version => $4, application_name => $5)`,
    [KEY, queueOf(KEY), runId, APPLICATION_VERSION, APPLICATION_NAME],
  )
  await expect.poll(() => stateOf(runId), { timeout: 30_000 }).toBe('ERROR')
  try {
    await open(`/admin/workflows/${runId}`)
    await expect(page.getByRole('heading', { level: 1, name: TITLE })).toBeVisible()
    await expect(page.getByText('Superset is not connected: there is nothing to do.')).toBeVisible()
    await expect(page.getByRole('button', { name: /Retry/ })).toHaveCount(0)
    await open('/')
    await expect(page.locator(`a[href="/admin/workflows/${runId}"]`)).toHaveCount(0)
  } finally {
    await client.query('DELETE FROM dbos.workflow_status WHERE workflow_uuid = $1', [runId])
  }
})
