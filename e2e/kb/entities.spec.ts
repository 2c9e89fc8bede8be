import pg from 'pg'
import { expect, test } from '../fixtures'
import { house } from '../session'

const GUIDES = '/kb/product-handbook/guide'
const PEOPLE = '/kb/product-handbook/person'
const HOSTILE = `"'}) { id } } <script>document.title='taken'</script> ../..\u202E{{x}}`

/** An entity of such a title, gone before: a reading that comes meanwhile would bury it, since Fibery does not know it. */
async function addHostile(): Promise<void> {
  const client = new pg.Client({ connectionString: house().databaseUrl })
  await client.connect()
  try {
    await client.query(
      `INSERT INTO kb_entity (id, database_id, upstream_id, public_id, title, first_seen_at, gone_at)
       SELECT gen_random_uuid(), d.id, $1, '666', $1, now(), now()
       FROM kb_database d JOIN kb_space s ON s.id = d.space_id WHERE s.slug = 'product-handbook' AND d.slug = 'person'
       ON CONFLICT DO NOTHING`,
      [HOSTILE],
    )
  } finally {
    await client.end()
  }
}

test.describe('the entities of a database', () => {
  test('are searched, sorted and opened, and the address holds it all', async ({ open, page }) => {
    expect(await open(GUIDES)).toBe(200)
    const list = page.getByRole('region', { name: 'Entities' }).first()
    await expect(list).toContainText('1–3 of 3')
    const titles = list.locator('tbody .row-link')
    await expect(titles).toHaveText(['Handling seafood', 'Packing confections', 'Storing beverages'])
    await list.getByRole('link', { name: 'Number' }).click()
    await expect(page).toHaveURL(/sort=number/)
    await list.getByRole('link', { name: 'Number' }).click()
    await expect(page).toHaveURL(/direction=desc/)
    await expect(titles).toHaveText(['Handling seafood', 'Packing confections', 'Storing beverages'])
    await list.getByRole('searchbox').fill('PACK')
    await list.getByRole('button', { name: 'Search' }).click()
    await expect(titles).toHaveText(['Packing confections'])
    await expect(page).toHaveURL(/q=PACK.*sort=number.*direction=desc/)
    await titles.first().click()
    await expect(page).toHaveURL(/\/kb\/product-handbook\/guide\/2$/)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Packing confections')
    await page.goBack()
    await expect(list.getByRole('searchbox')).toHaveValue('PACK')
  })

  test('lead into Fibery by their number', async ({ open, page }) => {
    await open(GUIDES)
    const link = page.getByRole('link', { name: 'Open Storing beverages in Fibery' })
    await expect(link).toHaveAttribute('href', /\/Product_Handbook\/Guide\/1$/)
  })

  test('are found by the palette', async ({ open, page }) => {
    await open('/about')
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox')).toBeFocused()
    await page.keyboard.type('storing bev')
    await expect(page.getByRole('option').first()).toContainText('Storing beverages')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/kb\/product-handbook\/guide\/1$/)
  })
})

test.describe('an entity’s card', () => {
  test('shows what Fibery tells of it: values, relations that lead on, and its text', async ({
    open,
    page,
    axe,
  }) => {
    const fields = page.getByRole('region', { name: 'Fields' })
    // A card waits for a turn no longer than its reader does; while others ask Fibery there may be none.
    await expect(async () => {
      expect(await open(`${GUIDES}/1`)).toBe(200)
      await expect(fields.getByRole('link', { name: 'Core temperature' })).toHaveAttribute(
        'href',
        '/kb/product-handbook/quality-check/2',
        { timeout: 3_000 },
      )
    }).toPass({ timeout: 40_000 })
    const text = page.getByRole('region', { name: 'Description' })
    await expect(text.getByRole('listitem')).toHaveText(['heating', 'anything that smells'])
    await expect(text.locator('strong')).toHaveText('cool and dark')
    expect(await axe()).toEqual([])
  })

  test('is not there for an entity that nobody knows', async ({ page }) => {
    for (const key of ['999', 'x', '%2e%2e%2f1', '1%27--']) {
      const response = await page.request.get(`${GUIDES}/${key}`)
      expect(response.status(), key).toBe(404)
    }
  })
})

test('a title that tries to be something else is text in the list, on its card and in search', async ({
  open,
  page,
}) => {
  await addHostile()
  await open(`${PEOPLE}?gone=1&q=${encodeURIComponent(HOSTILE)}`)
  await expect(page.locator('tbody .row-link')).toHaveText([HOSTILE])
  // As above: the card asks for a turn at Fibery, and there may be none at once.
  await expect(async () => {
    expect(await open(`${PEOPLE}/666`)).toBe(200)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(HOSTILE)
    await expect(page.getByText('Fibery does not show this entity any more.')).toBeVisible({ timeout: 3_000 })
  }).toPass({ timeout: 40_000 })
  await open(`/search?kind=kbEntity&q=${encodeURIComponent('document title taken')}`)
  await expect(page.locator('main')).toContainText(HOSTILE)
  expect(await page.title()).not.toBe('taken')
})

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false, expectedNoise: [/\/_next\/static\/chunks\/\S+ csp$/] })

  test('the list is searched by its form, and a card is whole when it is asked for whole', async ({
    open,
    page,
  }) => {
    await open(`${GUIDES}?sort=number&direction=desc`)
    const list = page.getByRole('region', { name: 'Entities' }).first()
    await list.getByRole('searchbox').fill('storing')
    await list.getByRole('button', { name: 'Search' }).click()
    await expect(list.locator('tbody .row-link')).toHaveText(['Storing beverages'])
    expect(new URL(page.url()).searchParams.get('direction')).toBe('desc')
    await open(`${GUIDES}/1?full`)
    await expect(page.getByRole('region', { name: 'Description' })).toContainText('cool and dark')
  })
})
