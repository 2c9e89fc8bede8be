import { LARGE_SPACE, whileLarge } from '../../kb/large-space'
import type { Scene, Stage } from '../scene'
import { moment } from './moment'

/** What is met in the knowledge base while it answers. */
export const KNOWLEDGE_MOMENTS: readonly Scene[] = [
  moment('kb-relations-focused', 'viewer', '', { status: null, play: relationsFocused }),
  moment('kb-relations-table', 'viewer', '', { status: null, play: relationsTable }),
  moment('kb-relations-cut', 'viewer', '', { status: null, play: relationsCut }),
]

/** One database has the focus: its lines stand out. */
async function relationsFocused({ page, open, shoot }: Stage): Promise<void> {
  await open('/kb/product-handbook')
  await page.getByRole('region', { name: /as a picture$/ }).focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await shoot()
}

async function relationsTable({ page, open, shoot }: Stage): Promise<void> {
  await open('/kb/product-handbook/guide')
  await page.getByText('The same as a table').click()
  await shoot()
}

/** Of 200 databases the most connected. */
async function relationsCut({ open, databaseUrl, shoot }: Stage): Promise<void> {
  await whileLarge(databaseUrl, async () => {
    await open(LARGE_SPACE)
    await shoot()
  })
}
