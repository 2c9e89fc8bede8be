import pg from 'pg'
import { expect, test } from '../fixtures'
import { house, PERSONAS, signIn } from '../session'

const unique = () => Math.random().toString(36).slice(2, 8).toUpperCase()

async function addChangedSegment(code: string): Promise<void> {
  const client = new pg.Client({ connectionString: house().databaseUrl })
  await client.connect()
  try {
    await client.query(
      `INSERT INTO process_segment (id, code, code_key, name, version, updated_at)
       VALUES (gen_random_uuid(), $1, lower($1), $2, 2, now() + interval '1 hour')`,
      [code, `Home ${code}`],
    )
  } finally {
    await client.end()
  }
}

test('a segment that is pinned, opened and changed shows on its reader’s home page, and not on another’s', async ({
  page,
  open,
}) => {
  const code = `H-${unique()}`
  await addChangedSegment(code)
  await open(`/segments/${code}`)
  await page.getByRole('button', { name: `Pin Home ${code} to your home page` }).click()
  await expect(page.getByRole('button', { name: `Unpin Home ${code}` })).toBeVisible()
  await open('/')
  for (const name of ['Pinned', 'Opened lately', 'Changed lately']) {
    const link = page.getByRole('region', { name }).getByRole('link', { name: `Home ${code}` })
    await expect(link).toHaveAttribute('href', `/segments/${code}`)
  }
  // Held to a product group: segments are in none.
  const { cookie } = await signIn(PERSONAS.beverages)
  await page.context().clearCookies()
  await page.context().addCookies([{ ...cookie, url: house().baseUrl, httpOnly: true, sameSite: 'Lax' }])
  await open('/')
  await expect(page.getByRole('region', { name: 'Changed lately' })).toBeVisible()
  await expect(page.getByText(`Home ${code}`)).toHaveCount(0)
})
