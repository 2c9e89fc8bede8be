import { expect, test } from '../fixtures'

test.use({ persona: 'editor' })

const FORMS = [
  { name: 'a new segment', path: '/segments/new', field: 'Description (optional)' },
  { name: 'a segment', path: '/segments/BREW-MASH/edit', field: 'Description (optional)' },
  { name: 'a product’s segments', path: '/products/NW-034/segments', field: 'Place of Mashing' },
]

for (const { name, path, field } of FORMS) {
  test(`whoever leaves the form of ${name} with unsaved changes is asked, by a link and by closing`, async ({
    page,
    open,
  }) => {
    const asked: string[] = []
    page.on('dialog', async (dialog) => {
      asked.push(dialog.type())
      await (asked.length === 1 ? dialog.dismiss() : dialog.accept())
    })
    await open(path)
    await page.getByRole('link', { name: 'Cancel' }).click()
    await page.waitForURL((url) => url.pathname !== path)
    expect(asked).toEqual([])
    await open(path)
    await page.getByLabel(field, { exact: true }).fill('9')
    await page.getByRole('link', { name: 'Cancel' }).click()
    expect(asked).toEqual(['confirm'])
    await expect(page.getByLabel(field, { exact: true })).toHaveValue('9')
    await page.goto('/segments')
    expect(asked).toEqual(['confirm', 'beforeunload'])
  })
}

test('whoever saves is not asked, and is when what was saved came back with a fault', async ({
  page,
  open,
}) => {
  const asked: string[] = []
  page.on('dialog', async (dialog) => {
    asked.push(dialog.type())
    await dialog.accept()
  })
  await open('/segments/new')
  await page.getByLabel('Code').fill('a b')
  await page.getByLabel('Name', { exact: true }).fill('Not saved')
  await page.getByRole('button', { name: 'Make segment' }).click()
  await expect(page.getByText(/A code holds letters/).first()).toBeVisible()
  expect(asked).toEqual([])
  await page.getByRole('link', { name: 'Cancel' }).click()
  await page.waitForURL(/\/segments$/)
  expect(asked).toEqual(['confirm'])
})
