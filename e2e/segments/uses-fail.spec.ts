import pg from 'pg'
import { expect, test } from '../fixtures'
import { house } from '../session'

const unique = () => Math.random().toString(36).slice(2, 8).toUpperCase()

/** A segment that a product uses, with overrides of a shape that the reading of uses stumbles over. */
async function addBroken(code: string): Promise<void> {
  const client = new pg.Client({ connectionString: house().databaseUrl })
  await client.connect()
  try {
    await client.query(
      `INSERT INTO process_segment (id, code, code_key, name) VALUES (gen_random_uuid(), $1, lower($1), $1)`,
      [code],
    )
    await client.query(
      `INSERT INTO product_segment (id, product_id, segment_id, position, parameters)
       SELECT gen_random_uuid(), p.id, s.id, 900 + (random() * 1e6)::int, '{}'
       FROM product p, process_segment s WHERE p.code = 'NW-060' AND s.code = $1`,
      [code],
    )
  } finally {
    await client.end()
  }
}

test.describe('when the products that use a segment cannot be read', () => {
  test.use({ expectedNoise: [/console error/] })

  test('its page stands, and says so in their place', async ({ page, open }) => {
    const code = `U-${unique()}`
    await addBroken(code)
    expect(await open(`/segments/${code}`)).toBe(200)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(code)
    await expect(page.getByRole('region', { name: 'Facts' })).toContainText(code)
    const uses = page.getByRole('region', { name: 'Products that use it' })
    await expect(uses.getByText('Could not be shown: the products that use it')).toBeVisible()
    await expect(page.getByRole('region', { name: 'History' })).toContainText('No changes yet')
  })
})

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false, expectedNoise: [/\/_next\/static\/chunks\/\S+ csp$/] })

  test('a segment’s uses and history are in its page when it is asked for whole', async ({ page, open }) => {
    await open('/segments/BREW-MASH?full')
    const uses = page.getByRole('region', { name: 'Products that use it' })
    // By its address: other specs give products other names meanwhile.
    await expect(uses.locator('a[href="/products/NW-034"]')).toBeVisible()
    await expect(
      page
        .getByRole('region', { name: 'History' })
        .getByText(/No changes yet| it, /)
        .first(),
    ).toBeVisible()
  })
})
