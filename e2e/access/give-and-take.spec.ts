import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures'
import { house, signIn } from '../session'

test.use({ persona: 'admin' })

/** Somebody else, signed in elsewhere: what their next request is answered. */
async function somebody(options: Parameters<typeof signIn>[0]) {
  const { cookie, userId } = await signIn(options)
  const headers = { cookie: `${cookie.name}=${cookie.value}` }
  const status = async (path: string) =>
    (await fetch(`${house().baseUrl}${path}`, { headers, redirect: 'manual' })).status
  return { userId, status }
}

async function giveRole(page: Page, role: string, groups: string): Promise<void> {
  await page.getByLabel('Role', { exact: true }).selectOption(role)
  await page.getByLabel('Reaches').selectOption('productGroup')
  await page.getByLabel('Which').fill(groups)
  await page.getByRole('button', { name: 'Give role' }).click()
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    // A browser without script still fetches what the head asks for ahead, and the policy, which knows no nonce there, refuses.
    test.use({
      javaScriptEnabled,
      expectedNoise: javaScriptEnabled ? [] : [/\/_next\/static\/chunks\/\S+ csp$/],
    })

    test('a role that is given and taken acts at the next request of a session that is open', async ({
      page,
      open,
    }) => {
      const person = await somebody({ name: `Grace Taker ${javaScriptEnabled}` })
      expect(await person.status('/products')).toBe(403)
      await open(`/admin/users/${person.userId}`)
      await giveRole(page, 'viewer', 'BEVERAGES')
      await expect(page.getByRole('cell', { name: 'Product group BEVERAGES', exact: true })).toBeVisible()
      expect(await person.status('/products')).toBe(200)
      await page.getByRole('button', { name: /^Take the role Viewer/ }).click()
      await expect(page.getByText('No role', { exact: true })).toBeVisible()
      expect(await person.status('/products')).toBe(403)
    })

    test('what does not fit is said at its field, and what was typed stays', async ({ page, open }) => {
      const person = await somebody({ name: 'Grace Empty' })
      await open(`/admin/users/${person.userId}`)
      await giveRole(page, 'editor', ' , ')
      await expect(page.getByRole('alert').first()).toContainText('Name at least one.')
      await expect(page.getByLabel('Role', { exact: true })).toHaveValue('editor')
      await expect(page.getByLabel('Which')).toHaveAttribute('aria-invalid', 'true')
    })

    test('somebody disabled is refused at once, and let in again', async ({ page, open }) => {
      const person = await somebody({ role: 'viewer', name: 'Dora Disabled' })
      await open(`/admin/users/${person.userId}`)
      await page.getByRole('button', { name: 'Disable', exact: true }).click()
      await expect(page.getByRole('button', { name: 'Enable', exact: true })).toBeVisible()
      expect(await person.status('/products')).toBe(403)
      await page.getByRole('button', { name: 'Enable', exact: true }).click()
      await expect(page.getByRole('button', { name: 'Disable', exact: true })).toBeVisible()
      expect(await person.status('/products')).toBe(200)
    })

    test('a role of one’s own is made, changed, refused while in use and removed', async ({ page, open }) => {
      const key = `taster-${javaScriptEnabled}-${Date.now()}`
      await open('/admin/roles/new')
      await page.getByLabel('Key').fill(key)
      await page.getByLabel('Name', { exact: true }).fill(`Taster ${key}`)
      await page.getByLabel('Read products', { exact: true }).selectOption('tag')
      await page.getByRole('button', { name: 'Make role' }).click()
      await expect(page.getByRole('alert').first()).toContainText('Name at least one.')
      await expect(page.getByLabel('Key')).toHaveValue(key)
      await page.getByLabel('Read products: which groups or tags').fill('new')
      await page.getByRole('button', { name: 'Make role' }).click()
      await expect(page).toHaveURL(new RegExp(`/admin/roles/${key}$`))
      await expect(page.getByRole('cell', { name: 'Tag new' })).toBeVisible()

      const person = await somebody({ role: key, name: 'Tess Taster' })
      expect(await person.status('/kb')).toBe(403)
      await page.getByRole('link', { name: 'Change' }).click()
      await page.getByLabel('Viewer').check()
      await page.getByRole('button', { name: 'Save role' }).click()
      await expect(page).toHaveURL(new RegExp(`/admin/roles/${key}$`))
      expect(await person.status('/kb')).toBe(200)

      await page.getByRole('button', { name: 'Delete', exact: true }).click()
      await expect(page.getByText(/This role is in use/)).toBeVisible()
      await open(`/admin/users/${person.userId}`)
      await page.getByRole('button', { name: /^Take the role Taster/ }).click()
      await expect(page.getByText('No role', { exact: true })).toBeVisible()
      await open(`/admin/roles/${key}`)
      await page.getByRole('button', { name: 'Delete', exact: true }).click()
      await expect(page).toHaveURL(/\/admin\/roles$/)
      expect((await page.request.get(`/admin/roles/${key}`)).status()).toBe(404)
    })
  })
}

test.describe('what is not found', () => {
  test.use({ expectedNoise: [/status of 404/] })

  test('people and roles that are not there, or cannot be, are 404', async ({ open }) => {
    for (const path of [
      '/admin/users/nobody',
      '/admin/users/01a1fc46-a54f-76f0-bc85-3f8f98f0e6a9',
      '/admin/roles/Not-A-Key',
      '/admin/roles/viewer/edit',
    ])
      expect(await open(path), path).toBe(404)
  })
})

test.describe('one’s own account', () => {
  test.use({ persona: 'beverages' })

  test('says why one can and cannot', async ({ page, open }) => {
    await open('/account')
    const rights = page.getByRole('table').last()
    await expect(rights.getByRole('row', { name: /^Read products / })).toContainText(
      'Product group BEVERAGES, as Viewer',
    )
    await expect(rights.getByRole('row', { name: /^Edit products / })).toContainText(
      'Given by Editor, Administrator',
    )
  })

  test('shows sessions elsewhere and ends them', async ({ page, open, context }) => {
    const own = await signIn({ role: 'viewer', name: 'Sally Sessions' })
    await context.addCookies([{ ...own.cookie, url: house().baseUrl }])
    await open('/account')
    await expect(page.getByRole('button', { name: 'End all others' })).toHaveCount(0)
    const other = await signIn({ userId: own.userId })
    await open('/account')
    await page.getByRole('button', { name: 'End all others' }).click()
    await expect(page.getByRole('button', { name: 'End all others' })).toHaveCount(0)
    const answer = await fetch(`${house().baseUrl}/account`, {
      headers: { cookie: `${other.cookie.name}=${other.cookie.value}` },
      redirect: 'manual',
    })
    expect(answer.status).toBe(307)
  })

  test('keeps the time zone and locale that were chosen', async ({ page, open }) => {
    await open('/account')
    await page.getByLabel('Time zone').selectOption('America/New_York')
    await page.getByLabel('Locale').selectOption('de-DE')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByText('Saved.')).toBeVisible()
    await open('/account')
    await expect(page.getByLabel('Time zone')).toHaveValue('America/New_York')
    await expect(page.getByLabel('Locale')).toHaveValue('de-DE')
  })
})
