import { query, until } from '../sabotage'
import type { Scene, Stage } from '../scene'

/** In the house where nothing answers and nothing is kept. */
export const TROUBLED: readonly Scene[] = [
  troubled('admin-workflows.failed', '/admin/workflows', {
    route: '/admin/workflows',
    state: 'failed',
    play: afterTheRunFailed('/admin/workflows'),
  }),
  troubled('admin-workflows-run.failed', '', {
    route: '/admin/workflows/[run]',
    state: 'failed',
    status: null,
    play: theFailedRun,
  }),
  troubled('admin-connections.failed', '/admin/connections', {
    route: '/admin/connections',
    state: 'failed',
    play: async ({ open, page, shoot }) => {
      await open('/admin/connections')
      const fibery = page.getByRole('region', { name: 'Fibery' })
      await fibery.getByRole('button').click()
      await fibery.getByText('Failing').waitFor()
      await shoot()
    },
  }),
  troubled('kb.failed', '/kb', { route: '/kb', state: 'failed', play: afterTheRunFailed('/kb') }),
  troubled('kb-changes.empty', '/kb/changes', { route: '/kb/changes', state: 'empty' }),
  troubled('analytics-query.failed', '/analytics/total-revenue', {
    route: '/analytics/[query]',
    state: 'failed',
  }),
  troubled('analytics-left-out', '/analytics'),
  troubled('home-troubles', '/', { play: afterTheRunFailed('/') }),
  troubled('products-none', '/products'),
  troubled('products-groups.empty', '/products/groups', { route: '/products/groups', state: 'empty' }),
  troubled('segments-none', '/segments'),
  troubled('roles-unmapped', '/admin/roles', {
    play: async ({ open, databaseUrl, shoot }) => {
      await query(databaseUrl, 'DELETE FROM group_mapping')
      await open('/admin/roles')
      await shoot()
    },
  }),
  troubled('database-away', '', { status: null, play: databaseAway }),
  troubled('database-away-within', '', { status: null, play: databaseAwayWithin }),
]

function troubled(name: string, path: string, given: Partial<Scene> = {}): Scene {
  return { name, path, house: 'troubled', persona: 'admin', ...given }
}

const FAILED_RUN = `SELECT workflow_uuid AS id FROM dbos.workflow_status WHERE status = 'ERROR' LIMIT 1`

function afterTheRunFailed(path: string) {
  return async ({ open, databaseUrl, shoot }: Stage) => {
    await until(databaseUrl, FAILED_RUN)
    await open(path)
    await shoot()
  }
}

async function theFailedRun({ open, databaseUrl, shoot }: Stage): Promise<void> {
  const { id } = await until<{ id: string }>(databaseUrl, FAILED_RUN)
  await open(`/admin/workflows/${id}`)
  await shoot()
}

/** Somebody comes while the database is away. */
async function databaseAway({ database, page, open, shoot }: Stage): Promise<void> {
  database.cut()
  try {
    await open('/products')
    await page.getByText('The database is away').waitFor()
    await shoot()
  } finally {
    database.restore()
  }
}

/** It goes away while somebody moves about in the portal. */
async function databaseAwayWithin({ database, page, open, shoot }: Stage): Promise<void> {
  await open('/about')
  database.cut()
  try {
    await page.evaluate(() => {
      const link = document.createElement('a')
      link.href = '/products'
      document.querySelector('main')?.append(link)
      link.click()
    })
    await page.getByText('The database is away').waitFor()
    await shoot()
  } finally {
    database.restore()
  }
}
