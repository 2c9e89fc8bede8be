import { randomUUID } from 'node:crypto'
import pg from 'pg'
import sharp from 'sharp'
import { expect, test } from '../fixtures'
import { house, PERSONAS, signIn } from '../session'

test.describe('a product card on paper', () => {
  for (const code of ['NW-001', 'NW-011']) {
    test(`${code} is one page, and shows what the product is`, async ({ open, page }) => {
      await open(`/products/${code}`)
      await page.emulateMedia({ media: 'print' })
      await expect(page.getByRole('button', { name: 'Report mistake' })).toBeHidden()
      await expect(page.getByLabel('Attributes')).toBeVisible()
      const pdf = await page.pdf({ format: 'A4', printBackground: true })
      const pages = pdf.toString('latin1').match(/\/Type\s*\/Page(?!s)/g)
      expect(pages).toHaveLength(1)
    })
  }

  test('is one page with many attributes, links and pictures', async ({ open, page, browser }) => {
    const { cookie } = await signIn({ ...PERSONAS.editor })
    const editor = await browser.newContext({ baseURL: house().baseUrl })
    await editor.addCookies([{ ...cookie, url: house().baseUrl, httpOnly: true, sameSite: 'Lax' }])
    const tab = await editor.newPage()
    await tab.goto('/products/NW-017/edit')
    await tab.getByLabel('Description').fill('A long text about meat and how it is kept. '.repeat(15))
    for (const n of [1, 2, 3]) await tab.getByLabel(`Address of link ${n}`).fill(`https://example.com/${n}`)
    await tab.getByRole('button', { name: 'Save product' }).click()
    await expect(tab.getByText('Saved.')).toBeVisible()
    const image = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#48a' } })
      .png()
      .toBuffer()
    for (const name of ['one.png', 'two.png', 'three.png']) {
      await tab
        .getByLabel('Add a picture or file')
        .setInputFiles({ name, mimeType: 'image/png', buffer: image })
      await tab.getByRole('button', { name: 'Add file' }).click()
      await expect(tab.getByText('The file is added.')).toBeVisible()
    }
    await editor.close()
    await open('/products/NW-017')
    const pdf = await page.pdf({ format: 'A4', printBackground: true })
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page(?!s)/g)).toHaveLength(1)
  })
})

test.describe('a product card with everything filled', () => {
  test.use({ persona: 'editor' })

  test('is one page on paper: twenty attributes, links, pictures, files and process segments', async ({
    open,
    page,
  }) => {
    const code = `FULL-${randomUUID().slice(0, 8)}`
    const client = new pg.Client({ connectionString: house().databaseUrl })
    await client.connect()
    const attributes = Array.from({ length: 20 }, (_, n) => ({
      key: `a${n}`,
      label: `Attribute number ${n + 1}`,
      type: 'text',
      value: `A value of some length, the ${n + 1}th`,
    }))
    const links = Array.from({ length: 6 }, (_, n) => ({
      type: 'document',
      label: `Data sheet ${n + 1}`,
      url: `https://example.com/sheets/${n + 1}.pdf`,
    }))
    await client.query(
      `WITH made AS (
         INSERT INTO product (id, code, code_key, name, description, tags, attributes, links)
         VALUES (gen_random_uuid(), $1, lower($1), 'With everything', $2, ARRAY['one', 'two', 'three'], $3, $4)
         RETURNING id
       ) INSERT INTO product_segment (id, product_id, segment_id, position, parameters)
         SELECT gen_random_uuid(), made.id, s.id, row_number() OVER (ORDER BY s.code), '[]'
         FROM made, (SELECT id, code FROM process_segment WHERE parent_id IS NOT NULL ORDER BY code LIMIT 4) s`,
      [
        code,
        'What it is and what it is for, in a sentence. '.repeat(8),
        JSON.stringify(attributes),
        JSON.stringify(links),
      ],
    )
    await client.end()
    const picture = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#48a' } })
      .png()
      .toBuffer()
    for (const [name, buffer] of [
      ['one.png', picture],
      ['two.png', picture],
      ['three.png', picture],
      ['sheet.txt', Buffer.from('words')],
    ] as const) {
      const file = { name, mimeType: 'application/octet-stream', buffer }
      const headers = { accept: 'application/json' }
      const answer = await page.request.post(`/products/${code}/files`, { headers, multipart: { file } })
      expect(answer.status()).toBe(201)
    }
    await open(`/products/${code}`)
    const pdf = await page.pdf({ format: 'A4', printBackground: true })
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page(?!s)/g)).toHaveLength(1)
  })
})

test.describe('a product card without script', () => {
  test.use({ javaScriptEnabled: false, expectedNoise: [/\/_next\/static\/chunks\/\S+ csp$/] })

  test('leads to itself with its history in place when that comes late', async ({ page }) => {
    const client = new pg.Client({ connectionString: house().databaseUrl })
    await client.connect()
    await client.query('BEGIN')
    await client.query('LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE')
    await page.goto('/products/NW-001', { waitUntil: 'commit' })
    const history = page.getByLabel('History', { exact: true })
    const whole = history.getByRole('link', { name: 'Show the history' })
    await expect(whole).toBeVisible()
    await expect(history.getByRole('status')).toBeHidden()
    await client.query('ROLLBACK')
    await client.end()
    await whole.click()
    await expect(page).toHaveURL(/\/products\/NW-001\?full/)
    await expect(whole).toBeHidden()
    await expect(history.locator('ol, p').first()).toBeVisible()
  })
})

test.describe('files of a product', () => {
  test.use({ persona: 'editor' })

  test('are added, shown only as they should be, and removed', async ({ page }) => {
    await page.goto('/products/NW-018')
    const input = page.getByLabel('Add a picture or file')
    await input.setInputFiles({
      name: 'page.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('<html><script>alert(1)</script>'),
    })
    await page.getByRole('button', { name: 'Add file' }).click()
    await expect(page.getByText('what is inside decides')).toBeVisible()
    const text = Buffer.from('what <b>is</b> in it')
    const name = `note-${randomUUID()}.txt`
    await input.setInputFiles({ name, mimeType: 'text/html', buffer: text })
    await page.getByRole('button', { name: 'Add file' }).click()
    await expect(page.getByText('The file is added.')).toBeVisible()
    const href = await page.getByRole('link', { name }).getAttribute('href')
    const answer = await page.request.get(href ?? '')
    const headers = answer.headers()
    expect(await answer.body()).toEqual(text)
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(headers['content-disposition']).toContain(`attachment; filename="${name}"`)
    expect(headers['content-security-policy']).toContain('sandbox')
    expect(headers['x-content-type-options']).toContain('nosniff')
    await page.getByRole('button', { name: `Remove ${name}` }).click()
    await expect(page.getByRole('link', { name })).toHaveCount(0)
    expect((await page.request.get(href ?? '')).status()).toBe(404)
  })

  test('are not taken from another site, nor larger than twenty megabytes', async ({ page }) => {
    const file = { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') }
    const foreign = await page.request.post('/products/NW-018/files', {
      headers: { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' },
      multipart: { file },
    })
    expect(foreign.status()).toBe(403)
    const large = await page.request.post('/products/NW-018/files', {
      multipart: { file: { ...file, buffer: Buffer.alloc(21 * 1024 * 1024, 'a') } },
    })
    expect(large.status()).toBe(422)
  })
})

test.describe('a reader', () => {
  test('watches a product and reports a mistake; the one who keeps it is told', async ({ page, browser }) => {
    await page.goto('/products/NW-019')
    await page.getByRole('button', { name: /^Watch/ }).click()
    await expect(page.getByRole('button', { name: /^Stop watching/ })).toBeVisible()
    await page.getByLabel('What is wrong').fill('These are <i>not</i> scones.')
    await page.getByRole('button', { name: 'Report mistake' }).click()
    await expect(page.getByText('Whoever keeps this product is told.')).toBeVisible()
    const { cookie } = await signIn({ ...PERSONAS.editor })
    const editor = await browser.newContext({ baseURL: house().baseUrl })
    await editor.addCookies([{ ...cookie, url: house().baseUrl, httpOnly: true, sameSite: 'Lax' }])
    const tab = await editor.newPage()
    await tab.goto('/products/NW-019')
    const reported = tab.getByLabel('Reported mistakes')
    await expect(reported).toContainText('These are <i>not</i> scones.')
    await reported.getByRole('button', { name: 'Settled' }).first().click()
    await expect(reported).toHaveCount(0)
    await tab.getByRole('button', { name: /^Archive/ }).click()
    await tab.getByRole('button', { name: /^Restore/ }).click()
    await expect(tab.getByText('Restored.')).toBeVisible()
    await editor.close()
    // The shell stays on the way from page to page: on the page of the notices its bell knows better.
    const bell = page.getByRole('banner').getByRole('link', { name: /^Notices/ })
    await expect(bell).toHaveAccessibleName('Notices')
    await bell.click()
    await expect(page.getByText('Changed: status').first()).toBeVisible()
    await expect(bell).toHaveAccessibleName('Notices, 2 unread')
    await page.goto('/products')
    await expect(bell).toHaveAccessibleName('Notices, 2 unread')
    await page.goto('/notices')
    await page.getByRole('button', { name: 'Mark all as read' }).click()
    await expect(page.getByText('New', { exact: true })).toHaveCount(0)
    await expect(bell).toHaveAccessibleName('Notices')
  })
})
