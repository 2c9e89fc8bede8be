import type { Page } from '@playwright/test'
import type { Stage } from '../scene'

/** Sends a table of products as the reader, and stays on the page of the import. */
export async function sendTable(
  page: Page,
  open: Stage['open'],
  name: string,
  content: string,
): Promise<void> {
  await open('/products/import')
  await page
    .getByLabel('Table of products')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) })
  await page.getByRole('button', { name: 'Send file' }).click()
  await page.waitForURL(/\/products\/import\/[0-9a-f-]{36}$/)
  await page.waitForLoadState('networkidle')
}

/** Takes the columns as they were recognized, and waits for what the rows would do. */
export async function checkRows(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Check the rows' }).click()
  await page.getByRole('navigation', { name: 'Rows by what becomes of them' }).waitFor()
  await page.waitForLoadState('networkidle')
}
