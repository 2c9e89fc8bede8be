import type { Page } from '@playwright/test'
import type { Scene } from '../scene'

/** A picture that belongs to no state of a page. */
export function moment(
  name: string,
  persona: Scene['persona'],
  path: string,
  given: Partial<Scene> = {},
): Scene {
  return { name, persona, path, house: 'well', ...given }
}

/** Past what the browser itself holds back. */
export async function save(page: Page, fields: Record<string, string>, button: string): Promise<void> {
  await page.evaluate(() => {
    for (const form of document.forms) form.noValidate = true
  })
  for (const [label, value] of Object.entries(fields))
    await page.getByLabel(label, { exact: true }).first().fill(value)
  await page.getByRole('button', { name: button }).click()
}
