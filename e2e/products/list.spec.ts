import { expect, test } from '../fixtures'
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
    await tab.getByLabel('Description').fill('Meringue with cream')
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
