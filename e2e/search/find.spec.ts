import { expect, test } from '../fixtures'

test.describe('the palette', () => {
  test('is worked by keys alone: opened, asked, gone through, and left for what was chosen', async ({
    open,
    page,
  }) => {
    await open('/about')
    await page.keyboard.press('Control+k')
    const field = page.getByRole('combobox')
    await expect(field).toBeFocused()
    await page.keyboard.type('chai')
    const options = page.getByRole('option')
    await expect(options.first()).toContainText('NW-001')
    await expect(options.first().locator('mark')).toHaveText('Chai')
    await expect(options.first()).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('ArrowUp')
    await expect(options.last()).toHaveAttribute('aria-selected', 'true')
    await expect(options.last()).toContainText('All results for “chai”')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/products\/NW-001$/)
  })

  test('leads to what matches all that was typed, though its answer comes after Enter', async ({
    open,
    page,
  }) => {
    let answer = () => {}
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    await page.route('**/search/suggest?q=chai', async (route) => {
      await held
      await route.continue()
    })
    await open('/about')
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox')).toBeFocused()
    await page.keyboard.type('ch')
    await expect(page.getByRole('option').first().locator('mark')).toHaveText('Ch')
    await page.keyboard.type('ai')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('option').last()).toContainText('All results for “chai”')
    await expect(page).toHaveURL(/\/about$/)
    answer()
    await expect(page).toHaveURL(/\/products\/NW-001$/)
  })

  test('takes what is typed for text, however odd, and offers what resembles', async ({ open, page }) => {
    await open('/about')
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox')).toBeFocused()
    await page.keyboard.type('<b>zzzq"\' | !(:*')
    await expect(page.getByText('Nothing you may open matches')).toBeVisible()
    await expect(page.locator('dialog b')).toHaveCount(0)
    await page.getByRole('combobox').fill('gorgonzolla')
    await expect(page.getByRole('option').first()).toContainText('Gorgonzola Telino')
  })
})

test.describe('the search page', () => {
  test('groups by kind, keeps its filter in the address, and leads back to everything', async ({
    open,
    page,
  }) => {
    await open('/search?q=ch')
    const kinds = page.getByRole('navigation', { name: 'Kinds' })
    await kinds.getByRole('link', { name: /^Products/ }).click()
    await expect(page).toHaveURL(/q=ch&kind=product/)
    await expect(page.getByRole('region', { name: 'Products' })).toBeVisible()
    await expect(page.getByRole('region', { name: 'Process segments' })).toHaveCount(0)
    await kinds.getByRole('link', { name: 'All' }).click()
    await expect(page).toHaveURL(/\/search\?q=ch$/)
  })

  test('is without a fault for ten thousand characters', async ({ open, page }) => {
    expect(await open(`/search?q=${'chai%20'.repeat(1_400)}`)).toBe(200)
    await expect(page.getByRole('region', { name: 'Products' })).toContainText('Chai')
  })
})

test.describe('somebody held to a product group', () => {
  test.use({ persona: 'beverages' })

  test('finds what is theirs, and no other by name, code, slip or count', async ({ open, page }) => {
    await open('/search?q=chai')
    await expect(page.locator('main')).toContainText('NW-001')
    for (const q of ['aniseed', 'NW-003', 'anisede', 'syrup', 'condiments']) {
      await open(`/search?q=${q}`)
      await expect(page.locator('main')).toContainText('Nothing you may open matches')
      const answer = await page.request.get(`/search/suggest?q=${q}`)
      expect(await answer.json()).toEqual({ hits: [], failed: false })
    }
  })
})

test.describe('somebody without a right', () => {
  test.use({ persona: 'nobody' })

  test('finds the pages that are for everybody', async ({ page, open }) => {
    await open('/about')
    const hits = async (q: string) =>
      ((await (await page.request.get(`/search/suggest?q=${q}`)).json()) as { hits: { title: string }[] })
        .hits
    expect(await hits('chai')).toEqual([])
    expect(await hits('audit')).toEqual([])
    expect((await hits('account')).map(({ title }) => title)).toEqual(['Your account'])
  })
})
