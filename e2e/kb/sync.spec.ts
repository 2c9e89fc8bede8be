import pg from 'pg'
import { expect, test } from '../fixtures'
import { house } from '../session'

test.use({ persona: 'admin' })
test.describe.configure({ mode: 'serial' })

const NAME = 'Process segments of the handbook'

async function ask(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: house().databaseUrl })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

const removed = () => ask(`DELETE FROM process_segment WHERE source = 'fibery/process-segments'`)
const synced = () =>
  ask(`SELECT code FROM process_segment WHERE source = 'fibery/process-segments' ORDER BY code`)

test.beforeAll(async () => {
  await removed()
  // The portal reads the workspace at its first start, behind its pages.
  await expect
    .poll(() => ask(`SELECT FROM kb_database WHERE name = 'Process Segment'`), { timeout: 30_000 })
    .toHaveLength(1)
})
test.afterAll(removed)

test('a mapping is shown, and tried without a write', async ({ page, open, axe }) => {
  expect(await open('/admin/sync')).toBe(200)
  const card = page.getByRole('region', { name: NAME, exact: true })
  await expect(card.getByRole('row', { name: /^parameter Speed Speed Float$/ })).toBeVisible()
  await expect(card.getByRole('row', { name: /^parent Parent ProductHandbookProcessSegment$/ })).toBeVisible()
  await card.getByRole('button', { name: /^Show what it would do/ }).click()
  const plan = card.getByRole('region', { name: 'What a sync would do' })
  const row = (words: string) => plan.getByRole('row').filter({ hasText: words })
  await expect(row('EX-ROAST-DRUM')).toContainText('Added')
  await expect(row('EX-ROAST-DRUM')).toContainText('52 /min')
  await expect(row('“Resting” (no. 5)')).toContainText('Give a code.')
  await expect(card.getByText('Nothing is written. It would be: 4 added, 1 refused.')).toBeVisible()
  expect(await synced()).toEqual([])
  expect(await axe()).toEqual([])
})

test('a run brings the segments, whose synced fields the form shows and does not change', async ({
  page,
  open,
  axe,
}) => {
  await open('/admin/sync')
  const start = page.getByRole('region', { name: 'Sync now' })
  await start.getByLabel('Why do you start it?').fill('To see it work')
  await start.getByRole('button', { name: /^Start run/ }).click()
  await expect.poll(async () => (await synced()).length, { timeout: 30_000 }).toBe(4)

  await open('/segments/EX-ROAST-DRUM')
  await expect(page.getByText(/^Fibery, as of/)).toBeVisible()
  await expect(page.getByText('A workflow brought it from Fibery')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Move' })).toHaveCount(0)
  await open('/segments/EX-ROAST-DRUM/edit')
  await expect(page.getByLabel('Name', { exact: true })).toHaveJSProperty('readOnly', true)
  await expect(page.getByText('Comes from Fibery: change it there.').first()).toBeVisible()
  expect(await axe()).toEqual([])
  await page.getByLabel('Tags').fill('roast, slow')
  await page.getByRole('button', { name: 'Save segment' }).click()
  await expect(page).toHaveURL(/\/segments\/EX-ROAST-DRUM\?saved/)

  // Around the form.
  await open('/segments/EX-ROAST-DRUM/edit')
  await page.getByLabel('Name', { exact: true }).evaluate((input) => {
    ;(input as HTMLInputElement).readOnly = false
  })
  await page.getByLabel('Name', { exact: true }).fill('Mine')
  await page.getByRole('button', { name: 'Save segment' }).click()
  await expect(page.getByText('The name comes from Fibery: change it there.').first()).toBeVisible()
  expect(await ask(`SELECT name, tags FROM process_segment WHERE code = 'EX-ROAST-DRUM'`)).toEqual([
    { name: 'Drum roasting', tags: ['roast', 'slow'] },
  ])
})
