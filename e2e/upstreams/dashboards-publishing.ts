import { randomUUID } from 'node:crypto'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DashboardHouse, type Reader, reader, untilDrawn } from './dashboards-house'
import { type Person, signIn } from './superset-people'

const RUN = randomUUID().slice(0, 8)
const TITLE = `Test figures ${RUN}`
const CHANGED = `Changed figures ${RUN}`
const SLUG = `test-figures-${RUN}`
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa']

/** Sees what bears this tag, and of all rows those of Beverages. */
const TAGGED = [
  { role: 'viewer', condition: { kind: 'tag' as const, in: ['test-tag'] } },
  { role: 'analyst', condition: { kind: 'productGroup' as const, in: ['BEVERAGES'] } },
]

/** A second dashboard in Superset, with the charts and filters of the demo's; answers its number. */
async function copyDemo(person: Person, slug: string): Promise<number> {
  const { json } = await person.get(`/api/v1/dashboard/${slug}`)
  const demo = json.result as { id: number; json_metadata: string; position_json: string }
  const metadata = { ...JSON.parse(demo.json_metadata), positions: JSON.parse(demo.position_json) }
  const copied = await person.post(`/api/v1/dashboard/${demo.id}/copy/`, {
    dashboard_title: TITLE,
    duplicate_slices: false,
    json_metadata: JSON.stringify(metadata),
  })
  expect([copied.status, copied.text.slice(0, 200)]).toEqual([200, expect.any(String)])
  const { id } = copied.json.result as { id: number }
  // A draft is its owner's alone: the portal's account would not see it.
  expect((await person.send('PUT', `/api/v1/dashboard/${id}`, { published: true })).status).toBe(200)
  return id
}

/** A dashboard of one figure. */
async function drawOne(person: Person, title: string): Promise<void> {
  const list = await person.get('/api/v1/chart/?q=(page_size:100)')
  const charts = list.json.result as { id: number; slice_name: string }[]
  const id = charts.find(({ slice_name: name }) => name === 'Total revenue')?.id
  const saved = (await person.get(`/api/v1/chart/${id}`)).json.result as Record<string, unknown>
  const datasets = (await person.get('/api/v1/dataset/')).json.result as { id: number; table_name: string }[]
  const made = await person.post('/api/v1/dashboard/', { dashboard_title: title, published: true })
  const chart = await person.post('/api/v1/chart/', {
    ...{ slice_name: title, viz_type: saved.viz_type, params: saved.params },
    ...{ query_context: saved.query_context, datasource_type: 'table' },
    datasource_id: datasets.find(({ table_name: name }) => name === 'sales')?.id,
    dashboards: [made.json.id],
  })
  expect([made.status, chart.status]).toEqual([201, 201])
}

/** What axe finds on the portal's own part of a page. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).exclude('iframe').analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`))
}

const rowOf = (page: Page, title: string) => page.getByRole('row').filter({ hasText: title })

/** From the list to what was decided of it. */
async function openForm(page: Page): Promise<void> {
  await rowOf(page, TITLE).getByRole('link', { name: TITLE }).click()
  await page.waitForURL(/\/admin\/dashboards\/[^/?]+$/)
  await page.getByRole('heading', { level: 1, name: TITLE }).waitFor()
}

/** "Refresh now", until the list says so by itself. */
async function refreshUntil(page: Page, state: string): Promise<void> {
  await page.goto('/admin/dashboards')
  await page.getByRole('button', { name: 'Refresh now' }).click()
  await rowOf(page, TITLE).getByText(state).waitFor({ timeout: 60_000 })
}

/** Tests beside a house that stands. */
export function describePublishing(given: () => DashboardHouse): void {
  describe('an administrator', () => {
    let person: Person
    let number: number
    let admin: Reader
    let held: Reader
    let owner: Reader

    beforeAll(async () => {
      const house = given()
      person = await signIn(house.superset, house.superset.admin)
      number = await copyDemo(person, house.superset.slug)
      admin = await reader(house, [{ role: 'admin' }])
      held = await reader(house, TAGGED)
      owner = await reader(house, [{ role: 'viewer' }], { name: 'Test Owner' })
    })
    afterAll(async () => {
      for (const one of [admin, held, owner]) await one?.context.close()
    })

    it('publishes what was found, once every dataset has been decided on', async () => {
      const { page } = admin
      await refreshUntil(page, 'Not published')
      expect(await faults(page)).toEqual([])
      await openForm(page)
      await page.locator('#slug').fill(SLUG)
      await page.getByLabel('Tags').fill('test-tag')
      await page.getByLabel('Description').fill('What a test shows.')
      await page.getByLabel('Owner').selectOption({ label: 'Test Owner' })
      await page.getByLabel('Products').fill('NW-038')
      await page.getByRole('checkbox', { name: /^Product group/ }).check()
      await page.getByRole('button', { name: 'Publish dashboard' }).click()
      for (const dataset of ['northwind.sales', 'northwind.stock'])
        await page.getByText(`${dataset}: choose what holds its rows`).first().waitFor()
      expect(await faults(page)).toEqual([])

      // What was typed is still there.
      expect(await page.locator('#slug').inputValue()).toBe(SLUG)
      expect(await page.getByRole('checkbox', { name: /^Product group/ }).isChecked()).toBe(true)
      await page.getByLabel('northwind.sales').selectOption('groups')
      await page.getByLabel('northwind.stock').selectOption('open')
      await page.getByRole('button', { name: 'Publish dashboard' }).click()
      await page.waitForURL(/\/admin\/dashboards\?published$/)
      await page.getByText('Saved.').waitFor()
      await rowOf(page, TITLE).getByText(`/dashboards/${SLUG}`).waitFor()
      await rowOf(page, TITLE).getByText('Published', { exact: true }).waitFor()
    })

    it('has it shown to whom its tag reaches, with the rows that its rules leave them, and may see which', async () => {
      await held.page.goto('/dashboards')
      expect(await held.page.getByText('Northwind sales').count()).toBe(0)
      await held.page.getByRole('link', { name: TITLE }).click()
      await untilDrawn(held.page)
      const frame = held.page.frameLocator('iframe')
      await frame.getByText('267,868.18').first().waitFor()
      expect(await held.page.getByText('Rows in force').count()).toBe(0)
      await frame.getByRole('tab', { name: 'Stock', exact: true }).click()
      await frame.getByText('Stock by product group').waitFor()
      await held.page.goto('/products/NW-038')
      await held.page.getByRole('region', { name: 'Dashboards' }).getByRole('link', { name: TITLE }).waitFor()

      await admin.page.goto(`/dashboards/${SLUG}`)
      await untilDrawn(admin.page)
      const rules = admin.page.getByRole('region', { name: 'Rows in force' }).first()
      expect(await rules.getByRole('cell').allTextContents()).toEqual([
        ...['northwind.sales', '1 = 1', 'northwind.stock', '1 = 1'],
      ])
      expect(await faults(admin.page)).toEqual([])
      await admin.page.goto('/admin/audit?action=dashboard.opened')
      await admin.page.getByText("northwind.sales: product_group_code IN ('BEVERAGES')").first().waitFor()
    })

    it('deletes its filters in Superset, and it is drawn without them before the list is read anew', async () => {
      const path = `/api/v1/dashboard/${number}`
      const before = ((await person.get(path)).json.result as { json_metadata: string }).json_metadata
      const filters = {
        native_filter_configuration: [],
        chart_configuration: {},
        cross_filters_enabled: false,
      }
      const bare = { ...JSON.parse(before), ...filters }
      try {
        const saved = await person.send('PUT', path, { json_metadata: JSON.stringify(bare) })
        expect([saved.status, saved.text.slice(0, 200)]).toEqual([200, expect.any(String)])
        await held.page.goto(`/dashboards/${SLUG}`)
        await untilDrawn(held.page)
        await held.page.frameLocator('iframe').getByText('267,868.18').first().waitFor()
      } finally {
        await person.send('PUT', path, { json_metadata: before })
      }
    })

    it('changes it, and takes it out of the portal', async () => {
      const { page } = admin
      await page.goto('/admin/dashboards')
      await openForm(page)
      await page.locator('#title').fill(CHANGED)
      await page.getByLabel('northwind.stock').selectOption('groups')
      await page.getByRole('button', { name: 'Save changes' }).click()
      await page.waitForURL(/\/admin\/dashboards\?published$/)
      await held.page.goto(`/dashboards/${SLUG}`)
      await held.page.getByRole('heading', { name: CHANGED }).waitFor()

      await openForm(page)
      await page.getByRole('button', { name: 'Unpublish' }).click()
      await rowOf(page, TITLE).getByText('Not published').waitFor()
      expect((await held.page.goto(`/dashboards/${SLUG}`))?.status()).toBe(404)
      await page.goto('/admin/audit?action=dashboard.unpublished')
      await page.getByText(SLUG).first().waitFor()
    })

    it('publishes one without filters, whose frame has nothing to tell of, and it is drawn', async () => {
      const bare = `Bare ${RUN}`
      await drawOne(person, bare)
      const { page } = admin
      await page.goto('/admin/dashboards')
      await page.getByRole('button', { name: 'Refresh now' }).click()
      await rowOf(page, bare).getByRole('link', { name: bare }).click({ timeout: 60_000 })
      await page.waitForURL(/\/admin\/dashboards\/[^/?]+$/)
      await page.getByLabel('northwind.sales').selectOption('groups')
      await page.getByRole('button', { name: 'Publish dashboard' }).click()
      await page.waitForURL(/\/admin\/dashboards\?published$/)
      await page.goto(`/dashboards/bare-${RUN}`)
      await untilDrawn(page)
      await page.frameLocator('iframe').getByText('1,265,793.04').first().waitFor()
    })

    it('has its owner told when it is gone from Superset, and readers shown what was known of it', async () => {
      const { page } = admin
      await page.goto('/admin/dashboards')
      await openForm(page)
      expect(await page.getByLabel('northwind.stock').inputValue()).toBe('groups')
      await page.getByRole('button', { name: 'Publish dashboard' }).click()
      await page.waitForURL(/\/admin\/dashboards\?published$/)
      expect((await person.send('DELETE', `/api/v1/dashboard/${number}`)).status).toBe(200)
      await refreshUntil(page, 'Gone, or no longer visible')

      await owner.page.goto('/notices')
      await owner.page.getByText(`“${CHANGED}” is gone from Superset`).waitFor()
      await held.page.goto(`/dashboards/${SLUG}`)
      await held.page
        .locator('[data-obstacle="gone"]')
        .getByText('This dashboard is gone from Superset')
        .waitFor()
      await held.page.getByText('Test Owner').first().waitFor()
      expect(await faults(held.page)).toEqual([])
    })
  })
}
