import pg from 'pg'
import { expect, test } from '../fixtures'
import { house } from '../session'

test.use({ persona: 'editor' })

const unique = () => Math.random().toString(36).slice(2, 8).toUpperCase()

const NAMES = {
  markup: `</title></script><script>window.met = 1</script><img src=x onerror="window.met = 2">`,
  quotes: `'"\`\${7*7}{{7*7}}&lt;b&gt;`,
  turning: `\u202eesrever\u2067 and on`,
  long: 'w'.repeat(200),
}

/** A segment with that name, below one and above one of the same name, used by a product, with a parameter of it. */
async function add(name: string): Promise<{ code: string; product: string }> {
  const code = `X-${unique()}`
  const client = new pg.Client({ connectionString: house().databaseUrl })
  await client.connect()
  try {
    const parameter = JSON.stringify([
      { id: 'Note', description: name, value: name, valueType: 'string', unit: null },
    ])
    for (const [suffix, below] of [
      ['', null],
      ['-1', ''],
      ['-2', '-1'],
    ] as const) {
      await client.query(
        `INSERT INTO process_segment (id, code, code_key, name, description, parameters, version, updated_at, parent_id)
         VALUES (gen_random_uuid(), $1, lower($1), $2, $2, $3, 2, now() + interval '1 hour',
                 (SELECT id FROM process_segment WHERE code = $4))`,
        [code + suffix, name, parameter, below === null ? null : code + below],
      )
    }
    const product = `${code}-P`
    await client.query(
      'INSERT INTO product (id, code, code_key, name) VALUES (gen_random_uuid(), $1, lower($1), $2)',
      [product, name],
    )
    await client.query(
      `INSERT INTO product_segment (id, product_id, segment_id, position, parameters)
       SELECT gen_random_uuid(), p.id, s.id, 1, $3 FROM product p, process_segment s WHERE p.code = $1 AND s.code = $2`,
      [
        product,
        `${code}-1`,
        JSON.stringify([{ id: 'Note', value: `${name}!`, valueType: 'string', unit: null }]),
      ],
    )
    return { code, product }
  } finally {
    await client.end()
  }
}

for (const [kind, name] of Object.entries(NAMES)) {
  for (const width of [390, 1440]) {
    test(`a name of ${kind} is text on every page, and keeps to it at ${width} px`, async ({
      page,
      open,
    }) => {
      test.setTimeout(120_000)
      await page.setViewportSize({ width, height: 900 })
      const { code, product } = await add(name)
      const pages = [
        `/segments?q=${code}`,
        `/segments/${code}-1`,
        `/segments/${code}-1/edit`,
        `/segments/new?parent=${code}`,
        `/segments/compare?a=${product}&b=NW-034`,
        `/products/${product}/segments`,
        `/products/${product}`,
        `/search?q=${code}`,
        '/',
      ]
      for (const path of pages) {
        expect(await open(path), path).toBe(200)
        const met = await page.evaluate(() => (window as { met?: number }).met)
        expect(met, path).toBeUndefined()
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        expect(beyond, `${path} scrolls sideways`).toBeLessThanOrEqual(0)
      }
      await open(`/segments/${code}-1`)
      // As wide as A4 between its margins.
      await page.setViewportSize({ width: 718, height: 1000 })
      await page.emulateMedia({ media: 'print' })
      const onPaper = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(onPaper, 'in print').toBeLessThanOrEqual(0)
      await expect(page.getByRole('region', { name: 'Facts' })).toContainText(name)
    })
  }
}

test('a name that turns the text round leaves what stands beside it as it is', async ({ page, open }) => {
  const { code } = await add(NAMES.turning)
  await open(`/segments?q=${code}`)
  const row = page.getByRole('treeitem').filter({ hasText: code }).first()
  const isolated = await row.locator('bdi').evaluate((element) => getComputedStyle(element).unicodeBidi)
  expect(isolated).toBe('isolate')
})
