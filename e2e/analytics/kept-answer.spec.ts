import pg from 'pg'
import { expect, test } from '../fixtures'
import { house } from '../session'

test.use({ persona: 'analyst' })

async function inDatabase<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: house().databaseUrl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

test('an answer is shown with its age, and refreshed for those who look next', async ({ page, open }) => {
  // A question of this test's own, by its parameter: others ask, and see, theirs meanwhile.
  const address = '/analytics/best-products?count=20'
  await open(address)
  await inDatabase((client) =>
    client.query(
      `UPDATE analytics_answer SET as_of = now() - interval '20 minutes', wanted_after = NULL
       WHERE query_key = 'best-products' AND rows = 20`,
    ),
  )
  await open(address)
  await expect(page.getByText('Answered 20 minutes ago')).toBeVisible()
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.getByText(/^Answered (now|just now)/)).toBeVisible()
  await open(address)
  await expect(page.getByText('Answered 20 minutes ago')).toHaveCount(0)
})
