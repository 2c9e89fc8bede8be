import type { Page } from '@playwright/test'
import pg from 'pg'
import { expect, test } from '../fixtures'
import { house } from '../session'

/** A product for each, so that no test changes what another has checked. */
const LOOKS = [
  { theme: 'light', name: 'phone', width: 390, height: 844, known: 'NW-038' },
  { theme: 'dark', name: 'desk', width: 1440, height: 900, known: 'NW-039' },
] as const

async function ask(sql: string, values: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: house().databaseUrl })
  await client.connect()
  try {
    return (await client.query(sql, values)).rows
  } finally {
    await client.end()
  }
}

async function send(page: Page, name: string, content: string | Buffer): Promise<void> {
  await page.goto('/products/import')
  const file = { name, mimeType: 'text/csv', buffer: Buffer.from(content) }
  await page.getByLabel('Table of products').setInputFiles(file)
  await page.getByRole('button', { name: 'Send file' }).click()
  await page.waitForURL(/\/products\/import\/[0-9a-f-]{36}$/)
}

/** Without script nothing asks again by itself. */
async function untilShown(page: Page, button: RegExp | string): Promise<void> {
  await expect(async () => {
    await page.reload()
    await expect(page.getByText(button).first()).toBeVisible({ timeout: 500 })
  }).toPass({ timeout: 30_000 })
}

const unique = () => Math.random().toString(36).slice(2, 8)
const tableOf = (mark: string, known = 'NW-024') =>
  `Artikel;Bezeichnung;Gruppe;status\r\nIMP-${mark};Neues Getränk;BEVERAGES;\r\n${known};Guaraná ${mark};BEVERAGES;active\r\nIMP-${mark}-2;;BEVERAGES;\r\n`

async function chooseColumns(page: Page): Promise<void> {
  await page.getByLabel('Artikel').selectOption('code')
  await page.getByLabel('Bezeichnung').selectOption('name')
  await page.getByLabel('Gruppe').selectOption('group')
}

test.describe('an editor', () => {
  test.use({ persona: 'editor' })

  for (const javaScriptEnabled of [true, false]) {
    test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
      // What is blocked without script, and an icon that is then asked for in its stead: one pattern, since a test takes
      // a list of two for a value and its options.
      const blocked = javaScriptEnabled ? [] : [/ csp$|favicon\.ico/]
      test.use({ javaScriptEnabled, expectedNoise: blocked })

      test('sends a file, says what its columns are, sees what each row would do, and has it written', async ({
        page,
      }) => {
        const mark = unique()
        await send(
          page,
          'artikel.csv',
          Buffer.from(tableOf(mark, javaScriptEnabled ? 'NW-034' : 'NW-035'), 'latin1'),
        )
        await expect(
          page.getByText('Read as Windows-1252, its fields separated by semicolons.'),
        ).toBeVisible()
        await chooseColumns(page)
        await page.getByRole('button', { name: 'Check the rows' }).click()
        if (!javaScriptEnabled) await untilShown(page, 'Import 2 rows')
        await expect(page.getByRole('button', { name: 'Import 2 rows' })).toBeVisible({ timeout: 30_000 })
        await expect(page.getByText('Name: Give a name.')).toBeVisible()
        expect(await ask('SELECT 1 FROM product WHERE code = $1', [`IMP-${mark}`])).toEqual([])
        await page.getByRole('button', { name: 'Import 2 rows' }).click()
        if (!javaScriptEnabled) await untilShown(page, 'Imported: 1 added, 1 changed, 1 skipped.')
        await expect(page.getByText('Imported: 1 added, 1 changed, 1 skipped.')).toBeVisible({
          timeout: 30_000,
        })
        const [made] = await ask('SELECT name FROM product WHERE code = $1', [`IMP-${mark}`])
        expect(made).toEqual({ name: 'Neues Getränk' })
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('link', { name: 'Skipped rows as CSV' }).click(),
        ])
        expect(download.suggestedFilename()).toBe('skipped-rows.csv')
      })
    })
  }

  test('is told in words why a file cannot be read', async ({ page }) => {
    await send(page, 'prices.xlsx', '%PDF-1.7 not a workbook')
    await expect(page.getByText('This is a PDF. Send the table itself, as CSV or XLSX.')).toBeVisible()
    await page.reload()
    await expect(page.getByText('No product was changed.')).toBeVisible()
  })

  for (const { theme, name, width, height, known } of LOOKS) {
    test.describe(`${theme}, ${name}`, () => {
      test.use({ theme, viewport: { width, height } })

      test('sees every state of an import without a fault that axe finds, as wide as the screen', async ({
        page,
        axe,
      }) => {
        const look = async (state: string) => {
          await page.waitForLoadState('networkidle')
          expect(await axe(), state).toEqual([])
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          )
          expect(overflow, state).toBe(0)
        }
        await send(page, 'artikel.csv', tableOf(unique(), known))
        await look('mapping')
        await chooseColumns(page)
        await page.getByRole('button', { name: 'Check the rows' }).click()
        const confirm = page.getByRole('button', { name: 'Import 2 rows' })
        await expect(confirm).toBeVisible({ timeout: 30_000 })
        await look('checked')
        await confirm.click()
        await expect(page.getByText(/^Imported: /)).toBeVisible({ timeout: 30_000 })
        await look('done')
        await send(page, 'a.csv', 'PK')
        await look('failed')
        await page.goto('/products/import')
        await look('upload')
      })
    })
  }
})
