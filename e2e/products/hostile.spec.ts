import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect, test } from '../fixtures'
import { house, PERSONAS, signIn } from '../session'

/** Ends an attribute, a tag and a script, and would leave its mark if it were ever more than text. */
const MARKUP = `"'></script><img src=x onerror=window.hit=1><svg onload=window.hit=1>`
// Workers share a house.
const RUN = randomUUID().slice(0, 8).toUpperCase()
const GROUP = `HOSTILE-${RUN}`
const CODE = `HOSTILE-${RUN}-1`
const VIEW = `View ${RUN} ${MARKUP}`

let client: pg.Client

async function query(text: string, values: unknown[] = []): Promise<pg.QueryResult> {
  return await client.query(text, values)
}

/** Past all checks of the portal: what stands in the database is text, however it came there. */
test.beforeAll(async () => {
  client = new pg.Client({ connectionString: house().databaseUrl })
  await client.connect()
  const { userId } = await signIn({ ...PERSONAS.editor, name: `Owner ${MARKUP}` })
  const group = await query(
    `INSERT INTO product_group (id, code, name, description) VALUES (gen_random_uuid(), $1, $2, $2) RETURNING id`,
    [GROUP, `Group ${MARKUP}`],
  )
  const groupId = group.rows[0].id
  await query(
    `INSERT INTO product_group_attribute (product_group_id, key, label, type, unit, choices, position) VALUES
       ($1, 'kind', $2, 'choice', NULL, ARRAY[$3], 1), ($1, 'mass', $2 || ' mass', 'number', $3, '{}', 2)`,
    [groupId, `Label ${MARKUP}`, MARKUP],
  )
  const attributes = [
    { key: 'kind', label: `Label ${MARKUP}`, type: 'choice', value: MARKUP },
    { key: 'mass', label: `Label ${MARKUP}`, type: 'number', value: 5, unit: MARKUP },
    { key: 'former', label: `Former ${MARKUP}`, type: 'text', value: MARKUP },
  ]
  const links = [
    { type: 'other', label: `Link ${MARKUP}`, url: 'https://xn--80ak6aa92e.example/a?b="><img src=x>' },
    { type: 'other', label: 'Script', url: 'javascript:window.hit=1' },
    { type: 'other', label: 'Data', url: 'data:text/html,<script>window.hit=1</script>' },
  ]
  const product = await query(
    `INSERT INTO product (id, code, code_key, name, description, product_group_id, owner_id, tags, attributes, links)
     VALUES (gen_random_uuid(), $1, lower($1), $2, $3, $4, $5, ARRAY[$6], $7, $8) RETURNING id`,
    [
      CODE,
      `Hostile ${MARKUP}`,
      `Words ${MARKUP}\nand more`,
      groupId,
      userId,
      `tag ${MARKUP}`,
      JSON.stringify(attributes),
      JSON.stringify(links),
    ],
  )
  const productId = product.rows[0].id
  await query(
    `INSERT INTO product_file (id, product_id, name, media_type, size, content_key, thumbnail_key, width, height, added_at)
     VALUES (gen_random_uuid(), $1, $2, 'text/plain', 1, 'none', NULL, NULL, NULL, now())`,
    [productId, `${MARKUP}.txt`],
  )
  await query(
    `INSERT INTO product_mistake (id, product_id, reported_by_id, words, reported_at)
     VALUES (gen_random_uuid(), $1, $2, $3, now())`,
    [productId, userId, `Mistake ${MARKUP}`],
  )
  await query(
    `INSERT INTO product_view (id, owner_id, name, query, shared) VALUES (gen_random_uuid(), $1, $2, $3, true)`,
    [userId, VIEW, `group=${GROUP}`],
  )
})

test.afterAll(async () => {
  await query(`DELETE FROM product_view WHERE name = $1`, [VIEW])
  await query(`DELETE FROM product WHERE code = $1`, [CODE])
  await query(`DELETE FROM product_group WHERE code = $1`, [GROUP])
  await client.end()
})

const PAGES = {
  'a search': '/products?q=hostile',
  'the list of its group': `/products?group=${GROUP}&columns=code.name.group.owner.tags`,
  'a search for it': `/products?tag=${encodeURIComponent(MARKUP)}&q=${encodeURIComponent(MARKUP)}`,
  'its card': `/products/${CODE}?full`,
  'its form': `/products/${CODE}/edit`,
  'its history': `/products/${CODE}/history`,
  'a version of it': `/products/${CODE}/history/1`,
  'the form of a new product': '/products/new',
  'the groups': '/products/groups',
  'the form of its group': `/products/groups/${GROUP}/edit`,
  'the search everywhere': '/search?q=hostile',
  'the notices': '/notices',
  'the home page': '/',
}

test.describe('what somebody wrote to do harm', () => {
  test.use({ persona: 'editor' })

  for (const [name, path] of Object.entries(PAGES)) {
    test(`is text on ${name}`, async ({ open, page }) => {
      expect(await open(path)).toBe(200)
      await expect(page.locator('img[src="x"], svg[onload], [onerror]')).toHaveCount(0)
      await expect(page.locator('a[href^="javascript:" i], a[href^="data:" i]')).toHaveCount(0)
      expect(await page.evaluate(() => (globalThis as { hit?: number }).hit)).toBeUndefined()
    })
  }

  test('shows as it was written, and a link says where it leads', async ({ open, page }) => {
    await open(`/products/${CODE}?full`)
    await expect(page.getByRole('heading', { level: 1 })).toContainText(MARKUP)
    await expect(page.getByLabel('Attributes')).toContainText(`5 ${MARKUP}`)
    const links = page.getByLabel('Links')
    await expect(links.getByRole('link')).toHaveCount(1)
    await expect(links).toContainText('xn--80ak6aa92e.example')
    await page.emulateMedia({ media: 'print' })
    await expect(page.getByLabel('Facts')).toContainText(MARKUP)
  })

  test('is offered as a tag, and as a view, and is nothing else there', async ({ open, page }) => {
    await open('/products')
    await page.getByRole('button', { name: 'Views' }).click()
    await expect(page.getByText(VIEW).first()).toBeVisible()
    await page.keyboard.press('Escape')
    const tag = page.getByRole('search').getByLabel('Tag', { exact: true })
    await tag.focus()
    await expect(page.locator('#tags-to-filter-by option').first()).toHaveCount(1)
    expect(
      await page
        .locator('#tags-to-filter-by option')
        .evaluateAll((all) => all.map((one) => one.getAttribute('value'))),
    ).toContain(`tag ${MARKUP}`)
    await expect(page.locator('img[src="x"], svg[onload]')).toHaveCount(0)
  })

  test('is text in what is exported', async ({ page }) => {
    const json = await page.request.get(`/products/export.json?group=${GROUP}`)
    expect(json.headers()['content-disposition']).toMatch(/^attachment/)
    expect(json.headers()['x-content-type-options']).toBe('nosniff')
    expect((await json.json())[0].name).toBe(`Hostile ${MARKUP}`)
  })
})

test.describe('a file of a product, as it is sent', () => {
  test.use({ persona: 'editor' })

  test('runs nothing, whatever it is, and gives no part of itself to whom it is not for', async ({
    page,
    browser,
  }) => {
    const script = Buffer.from('<script>window.hit=1</script>')
    const send = async (name: string, mimeType: string) => {
      const answer = await page.request.post('/products/NW-025/files', {
        headers: { accept: 'application/json' },
        multipart: { file: { name, mimeType, buffer: script } },
      })
      return { status: answer.status(), body: await answer.json() }
    }
    for (const [name, type] of [
      ['page.html', 'text/html'],
      ['page.svg', 'image/svg+xml'],
      ['page.png', 'image/png'],
    ] as const)
      expect((await send(name, type)).status).toBe(422)
    const { status, body } = await send('page.txt', 'text/html')
    expect(status).toBe(201)
    const path = `/products/NW-025/files/${body.id}`
    for (const range of ['', 'bytes=0-3', 'bytes=99999999-']) {
      const answer = await page.request.get(path, { headers: { range } })
      const sent = answer.headers()
      expect([answer.status(), (await answer.body()).equals(script)]).toEqual([200, true])
      expect(sent['content-type']).toBe('text/plain; charset=utf-8')
      expect(sent['content-disposition']).toMatch(/^attachment; filename="page\.txt"/)
      expect(sent['x-content-type-options']).toBe('nosniff')
      expect(sent['content-security-policy']).toMatch(/default-src 'none'.*sandbox/)
      expect(sent['cache-control']).toBe('private, no-cache')
    }
    const { cookie } = await signIn({ ...PERSONAS.beverages })
    const outside = await browser.newContext({ baseURL: house().baseUrl })
    await outside.addCookies([{ ...cookie, url: house().baseUrl, httpOnly: true, sameSite: 'Lax' }])
    for (const range of ['', 'bytes=0-3'])
      expect((await outside.request.get(path, { headers: { range } })).status()).toBe(404)
    await outside.close()
  })
})

test('a body that names no length is counted, and a long one is refused in words', async ({ page }) => {
  const [cookie] = await page.context().cookies()
  const send = async (path: string, megabytes: number) => {
    const piece = new Uint8Array(2 ** 18)
    let left = megabytes * 4
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        left -= 1
        if (left < 0) controller.close()
        else controller.enqueue(piece)
      },
    })
    return await fetch(new URL(path, house().baseUrl), {
      method: 'POST',
      body,
      duplex: 'half',
      redirect: 'manual',
      headers: {
        cookie: `${cookie?.name}=${cookie?.value}`,
        accept: 'text/html',
        'content-type': 'text/plain',
      },
    } as RequestInit)
  }
  const answer = await send('/products/NW-001/edit', 3)
  expect([answer.status, await answer.text()]).toEqual([413, expect.stringContaining('at most 1 MB')])
  expect((await send('/products/NW-001/edit', 0.5)).status).not.toBe(413)
})
