import pg from 'pg'
import { expect, test } from '../fixtures'
import { house } from '../session'

test.use({ persona: 'editor' })

let client: pg.Client

test.beforeAll(async () => {
  client = new pg.Client({ connectionString: house().databaseUrl })
  await client.connect()
})
test.afterAll(() => client.end())

/** Two segments at the top that no other test moves, the second of them with one below it. */
async function addSegments(): Promise<{ moved: string; place: string; inner: string }> {
  const unique = Math.random().toString(36).slice(2, 8).toUpperCase()
  const codes = { moved: `T-${unique}-1`, place: `T-${unique}-2`, inner: `T-${unique}-3` }
  for (const code of Object.values(codes)) {
    await client.query(
      `INSERT INTO process_segment (id, code, code_key, name, tags) VALUES (gen_random_uuid(), $1, lower($1), $1, '{moves}')`,
      [code],
    )
  }
  await client.query(
    `UPDATE process_segment SET parent_id = (SELECT id FROM process_segment WHERE code = $2) WHERE code = $1`,
    [codes.inner, codes.place],
  )
  return codes
}

async function parentOf(code: string): Promise<string | null> {
  const { rows } = await client.query<{ code: string }>(
    'SELECT p.code FROM process_segment s JOIN process_segment p ON p.id = s.parent_id WHERE s.code = $1',
    [code],
  )
  return rows[0]?.code ?? null
}

test('a segment is moved by keyboard alone, is told where it stands, and moved back', async ({
  page,
  open,
}) => {
  const { moved, place } = await addSegments()
  await open(`/segments?q=${moved.slice(0, 8)}`)
  const item = (code: string) => page.getByRole('treeitem').filter({ hasText: code })
  await item(moved).focus()
  await page.keyboard.press('m')
  await expect(page.getByRole('status').first()).toContainText(`Moving ${moved}`)
  await page.keyboard.press('ArrowDown')
  await expect(item(place)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status').first()).toContainText(`${moved} now stands below ${place}.`)
  expect(await parentOf(moved)).toBe(place)
  await expect(item(moved)).toHaveAttribute('aria-level', '2')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('status').first()).toContainText(`${moved} now stands at the top.`)
  expect(await parentOf(moved)).toBeNull()
})

test('arrows open, close and go through the tree, and Escape leaves a move', async ({ page, open }) => {
  const { moved, place, inner } = await addSegments()
  await open(`/segments?q=${moved.slice(0, 8)}`)
  const item = (code: string) => page.getByRole('treeitem').filter({ hasText: code })
  await item(place).focus()
  await expect(item(place)).toHaveAttribute('aria-expanded', 'true')
  await page.keyboard.press('ArrowLeft')
  await expect(item(inner)).toHaveCount(0)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(item(inner)).toBeFocused()
  await page.keyboard.press('m')
  await page.keyboard.press('Escape')
  await expect(page.getByText('Top of the tree')).toHaveCount(0)
  expect(await parentOf(inner)).toBe(place)
})

test('a segment that is put below itself is refused in words, and stays', async ({ page, open }) => {
  const { moved, place, inner } = await addSegments()
  await open(`/segments?q=${moved.slice(0, 8)}`)
  await page.getByRole('treeitem').filter({ hasText: place }).focus()
  await page.keyboard.press('m')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status').first()).toContainText('cannot stand below itself')
  expect([await parentOf(place), await parentOf(inner)]).toEqual([null, place])
})

test('a segment is moved by dragging', async ({ page, open }) => {
  const { moved, place } = await addSegments()
  await open(`/segments?q=${moved.slice(0, 8)}`)
  const item = (code: string) => page.getByRole('treeitem').filter({ hasText: code })
  await item(moved).dragTo(item(place))
  await expect(page.getByRole('status').first()).toContainText(`${moved} now stands below ${place}.`)
  expect(await parentOf(moved)).toBe(place)
})

test('a segment is not put below an archived one, by dragging or by its page, and that is said in words', async ({
  page,
  open,
}) => {
  const { moved, place } = await addSegments()
  await client.query(`UPDATE process_segment SET status = 'archived' WHERE code = $1`, [place])
  await open(`/segments?q=${moved.slice(0, 8)}`)
  const item = (code: string) => page.getByRole('treeitem').filter({ hasText: code })
  await item(moved).dragTo(item(place))
  await expect(page.getByRole('status').first()).toContainText(`${place} is archived. Bring it back first`)
  expect(await parentOf(moved)).toBeNull()
  await open(`/segments/${moved}`)
  const option = page.getByLabel('Stands below').locator(`option[value="${place}"]`)
  await expect(option).toBeDisabled()
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

  test('a segment is moved by pressing it and then its place, to the top too, and left by Cancel', async ({
    page,
    open,
  }) => {
    const { moved, place, inner } = await addSegments()
    await open(`/segments?q=${moved.slice(0, 8)}`)
    const item = (code: string) => page.getByRole('treeitem').filter({ hasText: code })
    const said = page.getByRole('status').first()
    await page.getByRole('button', { name: 'Move…' }).tap()
    await expect(said).toContainText('Choose the segment that is to be moved.')
    await item(moved).tap()
    await expect(said).toContainText(`Moving ${moved}`)
    await item(inner).tap()
    await expect(said).toContainText(`${moved} now stands below ${inner}.`)
    expect(await parentOf(moved)).toBe(inner)
    await page.getByRole('button', { name: 'Move…' }).tap()
    await item(moved).tap()
    await page.getByRole('treeitem', { name: 'Top of the tree' }).tap()
    await expect(said).toContainText(`${moved} now stands at the top.`)
    expect(await parentOf(moved)).toBeNull()
    await page.getByRole('button', { name: 'Move…' }).tap()
    await page.getByRole('button', { name: 'Cancel' }).tap()
    await item(place).tap()
    await expect(page).toHaveURL(new RegExp(`/segments/${place}$`))
  })
})

test.describe('without script', () => {
  // A browser without script still fetches what the head asks for ahead, and the policy, which knows no nonce there, refuses.
  test.use({ javaScriptEnabled: false, expectedNoise: [/\/_next\/static\/chunks\/\S+ csp$/] })

  test('the tree is links, and a segment is moved by the form on its page', async ({ page, open }) => {
    const { moved, place, inner } = await addSegments()
    await open(`/segments?q=${moved.slice(0, 8)}`)
    await expect(page.getByRole('treeitem').filter({ hasText: inner })).toBeVisible()
    await page.getByRole('treeitem').filter({ hasText: moved }).click()
    await expect(page).toHaveURL(new RegExp(`/segments/${moved}$`))
    await page.getByLabel('Stands below').selectOption(place)
    await page.getByRole('button', { name: 'Move segment' }).click()
    await expect(page.getByText(`It stands below ${place} now.`)).toBeVisible()
    expect(await parentOf(moved)).toBe(place)
  })

  test('a form with a fault comes back with the fault beside its field and all that was typed', async ({
    page,
    open,
  }) => {
    const { moved } = await addSegments()
    await open(`/segments/${moved}/edit`)
    await page.getByLabel('Name', { exact: true }).fill('Typed')
    await page.getByLabel('Id of parameter 1').fill('Temperature')
    await page.getByLabel('Value of parameter 1').fill('66')
    await page.getByLabel('Unit of parameter 1').fill('degC')
    await page.getByRole('button', { name: 'Save segment' }).click()
    await expect(page.getByText('Did you mean Cel?').first()).toBeVisible()
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Typed')
    await page.getByLabel('Unit of parameter 1').fill('Cel')
    await page.getByRole('button', { name: 'Save segment' }).click()
    await expect(page).toHaveURL(new RegExp(`/segments/${moved}\\?saved`))
    await expect(page.getByRole('cell', { name: '°C', exact: true })).toBeVisible()
  })
})
