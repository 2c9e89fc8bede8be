import pg from 'pg'
import { expect, test } from '../fixtures'
import { holdScripts } from '../late-scripts'
import { house, PERSONAS, signIn } from '../session'

const box = (name: string) => `Choose ${name}`

test.describe('the product list', () => {
  test.use({ persona: 'editor' })

  test('marks what a search met, and nothing in it is markup', async ({ open, page }) => {
    await open('/products?q=chef+anton')
    await expect(page.locator('mark')).toHaveText(['Chef', 'Anton', 'Chef', 'Anton'])
    await open('/products?q=Gorgonzolla')
    await expect(page.getByText('These names resemble it')).toBeVisible()
    await expect(page.locator('tbody tr').first()).toContainText('Gorgonzola Telino')
    await open('/products?q=%3Cb%3Echai')
    await expect(page.locator('main b')).toHaveCount(0)
  })

  test('keeps what is chosen through pages, takes ranges by pointer and by keys, and undoes', async ({
    open,
    page,
  }) => {
    await open('/products?size=25')
    const status = page.locator('#bulk-form [role=status]')
    await page.getByLabel(box('Aniseed Syrup')).click()
    await page.getByLabel(box("Grandma's Boysenberry Spread")).click({ modifiers: ['Shift'] })
    await expect(status).toHaveText('4 chosen')
    await page.getByLabel(box("Grandma's Boysenberry Spread")).focus()
    await page.keyboard.press('Shift+ArrowDown')
    await expect(page.getByLabel(box("Uncle Bob's Organic Dried Pears"))).toBeFocused()
    await expect(status).toHaveText('5 chosen')
    await page.getByRole('link', { name: 'Next' }).click()
    await expect(page.getByLabel(box('Gumbär Gummibärchen'))).toBeVisible()
    await expect(status).toHaveText('5 chosen')
    await page.getByLabel(box('Gumbär Gummibärchen')).click()
    await page.getByRole('button', { name: 'Change…' }).click()
    await page.getByLabel('Add tags').fill('e2e-list')
    await page.getByRole('button', { name: 'Change the chosen products' }).click()
    await expect(page.getByText('6 of 6 products changed')).toBeVisible()
    await expect(status).toHaveText('Choose products to change several at once.')
    await open('/products?tag=e2e-list')
    await expect(page.locator('tbody tr')).toHaveCount(6)
    await page.goBack()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByText('6 of 6 products are as they were')).toBeVisible()
    await open('/products?tag=e2e-list')
    await expect(page.getByText('No product matches')).toBeVisible()
  })

  test('counts what was ticked before its scripts came, and leaves it ticked', async ({ page }) => {
    const sendScripts = await holdScripts(page)
    await page.goto('/products?q=pavlova', { waitUntil: 'commit' })
    await page.getByLabel(box('Pavlova')).check()
    sendScripts()
    await expect(page.locator('#bulk-form [role=status]')).toHaveText('1 chosen')
    await expect(page.getByLabel(box('Pavlova'))).toBeChecked()
  })

  test('says which were changed by somebody else meanwhile, and leaves them', async ({
    open,
    page,
    browser,
  }) => {
    await open('/products?q=Pavlova')
    await page.getByLabel(box('Pavlova')).click()
    const { cookie } = await signIn({ ...PERSONAS.editor })
    const other = await browser.newContext({ baseURL: house().baseUrl })
    await other.addCookies([{ ...cookie, url: house().baseUrl, httpOnly: true, sameSite: 'Lax' }])
    const tab = await other.newPage()
    await tab.goto('/products/NW-016/edit')
    await tab.getByLabel('Description').fill(`Meringue with cream, told at ${Date.now()}`)
    await tab.getByRole('button', { name: 'Save product' }).click()
    await expect(tab.getByText('Saved.')).toBeVisible()
    await other.close()
    await page.getByRole('button', { name: 'Change…' }).click()
    await page.locator('#bulk-fields').getByLabel('Status').selectOption('archived')
    await page.getByRole('button', { name: 'Change the chosen products' }).click()
    await expect(page.getByText('0 of 1 products changed')).toBeVisible()
    await expect(page.getByText('were changed by somebody else since you saw them')).toBeVisible()
  })
})

for (const javaScriptEnabled of [true, false]) {
  test.describe(`a move of many into a group that needs values, ${javaScriptEnabled ? 'with' : 'without'} script`, () => {
    test.use({
      persona: 'editor',
      javaScriptEnabled,
      expectedNoise: javaScriptEnabled ? [] : [/\/_next\/static\/chunks\/\S+ csp$/],
    })

    test('asks for what the chosen lack before it moves any, and takes it all back', async ({ page }) => {
      const code = `ASKS-${javaScriptEnabled ? 1 : 2}`
      const names = javaScriptEnabled
        ? ['Tofu', 'Longlife Tofu']
        : ['Rössle Sauerkraut', 'Manjimup Dried Apples']
      const client = new pg.Client({ connectionString: house().databaseUrl })
      await client.connect()
      await client.query(
        `WITH made AS (
           INSERT INTO product_group (id, code, name) VALUES (gen_random_uuid(), $1, $1) RETURNING id
         ) INSERT INTO product_group_attribute (product_group_id, key, label, type, unit, choices, required, position)
           SELECT id, 'shelf', 'Shelf', 'choice'::attribute_type, NULL, ARRAY['Upper', 'Lower'], true, 1 FROM made
           UNION ALL SELECT id, 'mass', 'Mass', 'number', 'kg', '{}', true, 2 FROM made`,
        [code],
      )
      await page.goto('/products?group=PRODUCE')
      for (const name of names) await page.getByLabel(box(name)).check()
      await page.getByRole('button', { name: 'Change…' }).click()
      const fields = page.locator('#bulk-fields')
      await fields.getByLabel('Group').selectOption(code)
      await page.getByRole('button', { name: 'Change the chosen products' }).click()
      await expect(page.getByText('2 products lack what the new group needs')).toBeVisible()
      if (!javaScriptEnabled) await page.getByRole('button', { name: 'Change…' }).click()
      await expect(fields.getByText('is needed. Without it: ')).toHaveCount(2)
      await fields.getByLabel('Shelf').selectOption('Lower')
      await fields.getByLabel('Mass (kg)').fill('a lot')
      await page.getByRole('button', { name: 'Change the chosen products' }).click()
      await expect(page.getByText('give a number').first()).toBeVisible()
      if (!javaScriptEnabled) await page.getByRole('button', { name: 'Change…' }).click()
      await expect(fields.getByLabel('Shelf')).toHaveValue('Lower')
      await fields.getByLabel('Mass (kg)').fill('0.4')
      await page.getByRole('button', { name: 'Change the chosen products' }).click()
      await expect(page.getByText('2 of 2 products changed')).toBeVisible()
      await page.goto(`/products?group=${code}`)
      await expect(page.locator('tbody tr')).toHaveCount(2)
      await page.goBack()
      await page.getByRole('button', { name: 'Undo' }).click()
      await expect(page.getByText('2 of 2 products are as they were')).toBeVisible()
      await client.query('DELETE FROM product_group WHERE code = $1', [code])
      await client.end()
    })
  })
}

test.describe('the product list without script', () => {
  test.use({
    persona: 'editor',
    javaScriptEnabled: false,
    expectedNoise: [/\/_next\/static\/chunks\/\S+ csp$/],
  })

  test('filters, changes many, undoes, saves a view and opens with it, and remembers its columns', async ({
    page,
  }) => {
    await page.goto('/products')
    await page.getByLabel('Product group', { exact: true }).selectOption('SEAFOOD')
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    await expect(page).toHaveURL(/group=SEAFOOD/)
    await page.getByLabel(box('Ikura')).check()
    await page.getByLabel(box('Konbu')).check()
    await page.getByRole('button', { name: 'Change…' }).click()
    await page.getByLabel('Add tags').fill('e2e-plain')
    await page.getByRole('button', { name: 'Change the chosen products' }).click()
    await expect(page.getByText('2 of 2 products changed')).toBeVisible()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByText('2 of 2 products are as they were')).toBeVisible()

    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByLabel('Save this list as a view').fill('From the sea')
    await page.getByRole('button', { name: 'Save view' }).click()
    await expect(page).toHaveURL(/view=/)
    await page.getByRole('button', { name: 'From the sea' }).click()
    await page.getByRole('button', { name: 'Open the list with this view' }).click()
    await page.goto('/products')
    await expect(page).toHaveURL(/group=SEAFOOD&view=/)

    await page.goto('/products?view=none')
    await page.getByRole('button', { name: 'Columns' }).click()
    const look = page.locator('#look')
    await look.getByLabel('Owner').check()
    await look.getByLabel('Tags').uncheck()
    await look.getByRole('button', { name: 'Save for me' }).click()
    await page.goto('/products?view=none')
    await expect(page.locator('thead')).toContainText('Owner')
    await expect(page.locator('thead')).not.toContainText('Tags')
    await page.goto('/products?view=none&columns=code.tags')
    await expect(page.locator('thead')).toContainText('Tags')
    await expect(page.locator('thead')).not.toContainText('Owner')
  })
})
