import type { Page } from '@playwright/test'
import { query, whileMissing } from '../sabotage'
import type { Scene, Stage } from '../scene'
import { formConflict, moment, save } from './moment'

/** What is met on the way among process segments. */
export const SEGMENT_MOMENTS: readonly Scene[] = [
  moment('segments-filtered', 'viewer', '/segments?q=mash'),
  moment('segments-top', 'viewer', '/segments?open=top'),
  moment('segments-moving', 'editor', '/segments', { play: moving }),
  moment('segments-choosing', 'editor', '/segments', { play: choosing }),
  moment('segments-moved', 'editor', '/segments', { play: moved }),
  moment('segment-read', 'viewer', '/segments/BREW-MASH'),
  moment('segment-block-failed', 'editor', '', { status: null, play: blockFailed }),
  moment('segment-uses-failed', 'editor', '', { status: null, play: usesFailed }),
  moment('segment-move-refused', 'editor', '', { status: null, play: moveRefused }),
  moment('segment-archived', 'editor', '', { status: null, play: archived }),
  moment('segment-new-errors', 'editor', '/segments/new', { play: newErrors }),
  formConflict('segment-edit-conflict', 'editor', {
    path: '/segments/BREW-BOIL/edit',
    fields: { Name: 'Boiling the wort' },
    button: 'Save segment',
    table: 'process_segment',
    code: 'BREW-BOIL',
  }),
  moment('segments-compare-neither', 'viewer', '/segments/compare?a=NW-010&b=NW-012'),
  moment('product-segments-errors', 'editor', '/products/NW-035/segments', { play: stepErrors }),
  moment('product-segments-conflict', 'editor', '/products/NW-035/segments', { play: stepConflict }),
  // From here on mashing is as a document says.
  moment('segments-import-errors', 'editor', '/segments/import', { play: importErrors }),
  moment('segments-import-plan', 'editor', '/segments/import', { play: importPlan }),
  moment('segments-import-done', 'editor', '/segments/import', { play: importDone }),
]

const item = (page: Page, code: string) => page.locator(`[role=treeitem][data-code="${code}"]`)

async function moving({ page, open, shoot }: Stage): Promise<void> {
  await open('/segments')
  await item(page, 'BREW-MASH').focus()
  await page.keyboard.press('m')
  await page.keyboard.press('ArrowDown')
  await page.getByText('Moving BREW-MASH').waitFor()
  await shoot()
  await page.keyboard.press('Escape')
}

async function choosing({ page, open, shoot }: Stage): Promise<void> {
  await open('/segments')
  await page.getByRole('button', { name: 'Move…' }).click()
  await item(page, 'BREW-MASH').click()
  await page.getByText('Moving BREW-MASH').waitFor()
  await shoot()
  await page.getByRole('button', { name: 'Cancel' }).click()
}

/** And back again, once it is shown. */
async function moved({ page, open, shoot }: Stage): Promise<void> {
  await open('/segments')
  await item(page, 'BREW-BOIL').focus()
  await page.keyboard.press('m')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await page.getByText('BREW-BOIL now stands at the top.').waitFor()
  await shoot()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('BREW-BOIL now stands below BREW.').waitFor()
}

async function blockFailed({ open, databaseUrl, shoot }: Stage): Promise<void> {
  await whileMissing(databaseUrl, ['audit_event'], async () => {
    await open('/segments/BREW-MASH')
    await shoot()
  })
}

async function usesFailed({ open, databaseUrl, shoot }: Stage): Promise<void> {
  await whileMissing(databaseUrl, ['product_segment'], async () => {
    await open('/segments/BREW-MASH')
    await shoot()
  })
}

/** Somebody else put it below the place that was chosen. */
async function moveRefused({ page, open, databaseUrl, shoot }: Stage): Promise<void> {
  const put = (code: string, below: string) =>
    query(
      databaseUrl,
      `UPDATE process_segment SET parent_id = (SELECT id FROM process_segment WHERE code = '${below}')
       WHERE code = '${code}'`,
    )
  await open('/segments/BREW-MASH')
  await put('BREW-BOIL', 'BREW-MASH')
  try {
    await page.getByLabel('Stands below').selectOption('BREW-BOIL')
    await page.getByRole('button', { name: 'Move segment' }).click()
    await page.locator('[aria-invalid=true]').waitFor()
    await shoot()
  } finally {
    await put('BREW-BOIL', 'BREW')
  }
}

async function archived({ page, open, databaseUrl, shoot }: Stage): Promise<void> {
  await query(
    databaseUrl,
    `INSERT INTO process_segment (id, code, code_key, name, description, duration)
     VALUES (gen_random_uuid(), 'HAND-FILL', 'hand-fill', 'Filling by hand', 'Before the line was bought.', 'PT40M')`,
  )
  try {
    await open('/segments/HAND-FILL')
    await page.getByRole('button', { name: 'Archive' }).click()
    await page.getByRole('button', { name: 'Bring back' }).waitFor()
    await page.waitForLoadState('networkidle')
    await shoot()
  } finally {
    await query(databaseUrl, `DELETE FROM process_segment WHERE code = 'HAND-FILL'`)
  }
}

async function newErrors({ page, open, shoot }: Stage): Promise<void> {
  await open('/segments/new')
  await page.getByLabel('Id of parameter 1').fill('Temperature')
  await page.getByLabel('Value of parameter 1').fill('warm')
  await page.getByLabel('Unit of parameter 1').fill('degC')
  await page.getByLabel('Duration').fill('40 minutes')
  await save(page, { Code: 'a b', Name: '' }, 'Make segment')
  await page.locator('[aria-invalid=true]').first().waitFor()
  await shoot()
}

const DOCUMENT = JSON.stringify(
  {
    ProcessSegmentInformation: {
      ID: 'line-4',
      ProcessSegment: [
        { ID: 'SCREENS-WASH', Description: ['Washing bottles'] },
        { ID: 'BREW-MASH', Description: ['Mashing in'] },
        { ID: 'a b' },
      ],
    },
  },
  null,
  2,
)

async function look({ page, open }: Stage, document: string): Promise<void> {
  await open('/segments/import')
  await page.getByLabel('Document').fill(document)
  await page.getByRole('button', { name: 'Show what it would do' }).click()
}

async function importErrors(stage: Stage): Promise<void> {
  await look(stage, 'nonsense')
  await stage.page
    .getByText(/This is no JSON/)
    .first()
    .waitFor()
  await stage.shoot()
}

async function importPlan(stage: Stage): Promise<void> {
  await look(stage, DOCUMENT)
  await stage.page.getByRole('region', { name: 'What it would do' }).waitFor()
  await stage.shoot()
}

async function importDone(stage: Stage): Promise<void> {
  await look(stage, DOCUMENT)
  await stage.page.getByRole('button', { name: 'Import', exact: true }).click()
  await stage.page.getByText('Imported.').waitFor()
  await stage.shoot()
  await query(stage.databaseUrl, `DELETE FROM process_segment WHERE code = 'SCREENS-WASH'`)
}

async function stepErrors({ page, open, shoot }: Stage): Promise<void> {
  await open('/products/NW-035/segments')
  await page
    .getByLabel(/^Temperature/)
    .first()
    .fill('hot')
  await page.getByRole('button', { name: 'Save segments' }).click()
  await page.getByText('This is no number.').first().waitFor()
  await shoot()
}

async function stepConflict({ page, open, databaseUrl, shoot }: Stage): Promise<void> {
  await open('/products/NW-035/segments')
  await query(
    databaseUrl,
    `UPDATE product_segment SET position = position + 10
     WHERE product_id = (SELECT id FROM product WHERE code = 'NW-035') AND position = 1`,
  )
  await page.getByLabel('Place of Mashing').fill('9')
  await page.getByRole('button', { name: 'Save segments' }).click()
  await page.getByRole('region', { name: 'Saved now and yours' }).waitFor()
  await shoot()
}
