import type { Page } from '@playwright/test'
import { query } from '../sabotage'
import type { Scene, Stage } from '../scene'

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

type Saving = { path: string; fields: Record<string, string>; button: string }
type Persona = Scene['persona']

/** A form that is sent with faults, which it names. */
export function formErrors(name: string, persona: Persona, { path, fields, button }: Saving): Scene {
  return moment(name, persona, path, {
    play: async ({ page, open, shoot }: Stage) => {
      await open(path)
      await save(page, fields, button)
      await page.locator('[aria-invalid=true]').first().waitFor()
      await shoot()
    },
  })
}

/** A form that is saved, and where it leads. */
export function formSaved(name: string, persona: Persona, given: Saving & { leadsTo: RegExp }): Scene {
  const { path, fields, button, leadsTo } = given
  return moment(name, persona, path, {
    play: async ({ page, open, shoot }: Stage) => {
      await open(path)
      await save(page, fields, button)
      await page.waitForURL(leadsTo)
      await page.waitForLoadState('networkidle')
      await shoot()
    },
  })
}

/** Somebody else saved the record while the form was open. */
export function formConflict(
  name: string,
  persona: Persona,
  given: Saving & { table: string; code: string },
): Scene {
  const { path, fields, button, table, code } = given
  return moment(name, persona, path, {
    play: async ({ page, open, databaseUrl, shoot }: Stage) => {
      await open(path)
      await query(
        databaseUrl,
        `UPDATE ${table} SET version = version + 1, description = 'Somebody else was faster.' WHERE code = '${code}'`,
      )
      await save(page, fields, button)
      await page.getByRole('region', { name: 'Saved now and yours' }).waitFor()
      await shoot()
    },
  })
}
