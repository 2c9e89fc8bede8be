import pg from 'pg'
import { expect, test } from '../fixtures'
import { house } from '../session'

test.use({ persona: 'editor' })

const unique = () => Math.random().toString(36).slice(2, 8).toUpperCase()

async function ask(sql: string, values: string[]): Promise<{ name: string }[]> {
  const client = new pg.Client({ connectionString: house().databaseUrl })
  await client.connect()
  try {
    return (await client.query<{ name: string }>(sql, values)).rows
  } finally {
    await client.end()
  }
}

async function addSegment(code: string, name: string): Promise<void> {
  const sql = `INSERT INTO process_segment (id, code, code_key, name) VALUES (gen_random_uuid(), $1, lower($1), $2)`
  await ask(sql, [code, name])
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
    // A browser without script still fetches what the head asks for ahead, and the policy, which knows no nonce there, refuses.
    test.use({
      javaScriptEnabled,
      expectedNoise: javaScriptEnabled ? [] : [/\/_next\/static\/chunks\/\S+ csp$/],
    })

    test('a document is looked at before anything is written, and then carried out whole', async ({
      page,
      open,
    }) => {
      const code = `I-${unique()}`
      const document = {
        ProcessSegmentInformation: {
          ID: 'x',
          ProcessSegment: [{ ID: code, Description: ['Made elsewhere'] }, { ID: 'a b' }],
        },
      }
      await open('/segments/import')
      await page.getByLabel('Document').fill('nonsense')
      await page.getByRole('button', { name: 'Show what it would do' }).click()
      await expect(page.getByText(/This is no JSON/).first()).toBeVisible()
      await expect(page.getByLabel('Document')).toHaveValue('nonsense')
      await page.getByLabel('Document').fill(JSON.stringify(document))
      await page.getByRole('button', { name: 'Show what it would do' }).click()
      await expect(page.getByText('1 added, 0 changed, 0 unchanged, 1 skipped')).toBeVisible()
      await expect(page.getByText(/A code holds letters/)).toBeVisible()
      expect(await ask('SELECT name FROM process_segment WHERE code = $1', [code])).toEqual([])
      await page.getByRole('button', { name: 'Import', exact: true }).click()
      await expect(page.getByText('Imported.')).toBeVisible()
      expect(await ask('SELECT name FROM process_segment WHERE code = $1', [code])).toEqual([
        { name: 'Made elsewhere' },
      ])
    })

    test('the second of two savers sees both versions side by side, and loses nothing typed', async ({
      page,
      open,
    }) => {
      const code = `C-${unique()}`
      await addSegment(code, 'First')
      await open(`/segments/${code}/edit`)
      await page.getByLabel('Name', { exact: true }).fill('Mine')
      await ask('UPDATE process_segment SET name = $2, version = version + 1 WHERE code = $1', [
        code,
        'Theirs',
      ])
      await page.getByRole('button', { name: 'Save segment' }).click()
      const row = page.getByRole('row').filter({ hasText: 'Theirs' })
      await expect(row).toContainText('Mine')
      await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Mine')
      await page.getByRole('button', { name: 'Save segment' }).click()
      await expect(page).toHaveURL(new RegExp(`/segments/${code}\\?saved`))
      expect(await ask('SELECT name FROM process_segment WHERE code = $1', [code])).toEqual([
        { name: 'Mine' },
      ])
    })

    test('a product’s segments are put in order and overridden, with faults beside their fields', async ({
      page,
      open,
    }) => {
      const product = `P-${unique()}`
      await ask(
        'INSERT INTO product (id, code, code_key, name) VALUES (gen_random_uuid(), $1, lower($1), $1)',
        [product],
      )
      await open(`/products/${product}/segments`)
      await page.getByLabel('Segment of row 1').selectOption('BREW-BOIL')
      await page.getByLabel('Segment of row 2').selectOption('BREW-MASH')
      await page.getByLabel('Place of row 2').fill('0')
      await page.getByRole('button', { name: 'Save segments' }).click()
      await expect(page).toHaveURL(new RegExp(`/products/${product}\\?saved`))
      await open(`/products/${product}/segments`)
      await page.getByLabel('Temperature 66 Cel').fill('hot')
      await page.getByRole('button', { name: 'Save segments' }).click()
      await expect(page.getByText('This is no number. Write it like 68.5.').first()).toBeVisible()
      await page.getByLabel('Temperature 66 Cel').fill('69')
      await page.getByRole('button', { name: 'Save segments' }).click()
      await expect(page).toHaveURL(new RegExp(`/products/${product}\\?saved`))
      const mashing = page.getByRole('row').filter({ hasText: 'Mashing' })
      const boiling = page.getByRole('row').filter({ hasText: 'Boiling' })
      await expect(mashing).toContainText('69 °C instead of 66 °C')
      await expect(boiling.getByRole('cell').first()).toHaveText('2')
    })
  })
}
