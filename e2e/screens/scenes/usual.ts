import { expect } from '@playwright/test'
import { PAGES } from '../../routes'
import { query } from '../sabotage'
import { nameOf, type Scene, type Stage } from '../scene'
import { checkRows, sendTable } from './import-acts'
import { showLinks } from './link-acts'
import { save } from './moment'
import { statementWithAnswer } from './statement-moments'

/** What somebody does before, so that the page has something to show. */
const PLAYS: Record<string, Scene['play']> = {
  home: homeOfSomebodyWhoWorks,
  links: linksThatDoNotWork,
  notices: noticesOfSomebodyWhoWatches,
  'admin-sync': syncThatIsTried,
  'analytics-sql': statementWithAnswer,
  'products-code': productOfSomebodyWhoWorks,
  'products-import-id': importToBeConfirmed,
  'segments-code': segmentThatWasMoved,
}

/** Every page as it usually is. */
export const USUAL: readonly Scene[] = PAGES.map(({ route, path, persona, status }) => {
  const several = PAGES.filter((page) => page.route === route).length > 1
  const name = several ? `${nameOf(route)}.${asName(path)}` : nameOf(route)
  const play = PLAYS[name]
  return {
    name,
    route,
    state: 'usual',
    house: 'well',
    persona,
    path,
    ...(status && { status }),
    ...(play && { play }),
  }
})

/** The last word of an address as part of a file name. */
function asName(path: string): string {
  return (path.split('/').at(-1) ?? '').replaceAll(/[^\w.-]+/g, '-')
}

async function homeOfSomebodyWhoWorks({ page, open, shoot }: Stage): Promise<void> {
  await open('/products/NW-011')
  await page.getByRole('button', { name: /^Pin / }).click()
  await page.getByRole('button', { name: /^Unpin / }).waitFor()
  await open('/products/NW-029')
  await open('/')
  await shoot()
}

/** Of every kind of broken link there is one. */
async function linksThatDoNotWork({ open, databaseUrl, shoot }: Stage): Promise<void> {
  await showLinks(databaseUrl, async () => {
    await open('/links')
    await shoot()
  })
}

async function syncThatIsTried({ page, open, shoot }: Stage): Promise<void> {
  // The portal reads the workspace at its first start, behind its pages.
  await expect
    .poll(
      async () => {
        await open('/admin/sync')
        return await page.getByText('ProductHandbookProcessSegment').count()
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(0)
  for (const name of ['Process segments of the handbook', 'Coffees of the handbook']) {
    const card = page.getByRole('region', { name, exact: true })
    await card.getByRole('button', { name: /^Show what it would do/ }).click()
    await card.getByRole('region', { name: 'What a sync would do' }).waitFor()
  }
  await shoot()
}

async function productOfSomebodyWhoWorks({ page, open, shoot }: Stage): Promise<void> {
  await open('/products/NW-011/edit')
  await page.getByLabel('Description').fill('A blue cheese from Cabrales, ripened in caves.')
  await save(page, {}, 'Save product')
  await page.waitForURL(/saved/)
  await open('/products/NW-011')
  await shoot()
}

const ROWS = [
  'code;name;group;tags',
  'NW-072;Mozzarella di Giovanni, fresh;DAIRY-PRODUCTS;soft',
  'NW-031;Gorgonzola Telino;DAIRY-PRODUCTS;',
  'NW-101;Ricotta salata;DAIRY-PRODUCTS;soft',
  'NW-102;;DAIRY-PRODUCTS;',
  'NW-103;Scamorza;CHEESES;',
]

/** Of every kind of row there is one. */
async function importToBeConfirmed({ page, open, shoot }: Stage): Promise<void> {
  await sendTable(page, open, 'cheeses.csv', ROWS.join('\r\n'))
  await checkRows(page)
  await shoot()
}

async function segmentThatWasMoved({ page, open, databaseUrl, shoot }: Stage): Promise<void> {
  const below = (code: string) =>
    query(
      databaseUrl,
      `UPDATE process_segment SET parent_id = (SELECT id FROM process_segment WHERE code = '${code}')
       WHERE code = 'BREW-FERMENT'`,
    )
  await below('BREW-BOIL')
  await open('/segments/BREW-FERMENT')
  await page.getByLabel('Stands below').selectOption('BREW')
  await page.getByRole('button', { name: 'Move segment' }).click()
  await page.getByText('It stands below BREW now.').waitFor()
  await open('/segments/BREW-FERMENT')
  await shoot()
}

/** Two that are new, and one that was read. */
async function noticesOfSomebodyWhoWatches({ open, databaseUrl, shoot }: Stage): Promise<void> {
  const person = (name: string) =>
    `(SELECT id FROM app_user WHERE name = '${name}' ORDER BY created_at LIMIT 1)`
  const tell = (notice: { kind: string; code: string; words: string; minutes: number; read: string }) =>
    query(
      databaseUrl,
      `INSERT INTO notice (id, user_id, kind, subject_kind, subject_id, words, from_id, at, read_at)
       SELECT gen_random_uuid(), reader.id, '${notice.kind}', 'product', product.id::text, '${notice.words}',
              ${person('Test Placeholder')}, now() - interval '${notice.minutes} minutes', ${notice.read}
       FROM app_user reader, product WHERE reader.name = 'Test Viewer' AND product.code = '${notice.code}'`,
    )
  // Signs the reader in, too.
  await open('/notices')
  await tell({
    kind: 'product.changed',
    code: 'NW-011',
    words: 'description, tags',
    minutes: 3,
    read: 'NULL',
  })
  await tell({
    kind: 'product.mistake',
    code: 'NW-019',
    words: 'Twenty to a box, not twenty-four.',
    minutes: 90,
    read: 'NULL',
  })
  await tell({ kind: 'product.changed', code: 'NW-029', words: 'status', minutes: 4000, read: 'now()' })
  await open('/notices')
  await shoot()
}
