import { PAGES } from '../../routes'
import { nameOf, type Scene, type Stage } from '../scene'

/** What somebody does before, so that the page has something to show. */
const PLAYS: Record<string, Scene['play']> = { home: homeOfSomebodyWhoWorks }

/** Every page as it usually is. */
export const USUAL: readonly Scene[] = PAGES.map(({ route, path, persona, status }) => {
  const several = PAGES.filter((page) => page.route === route).length > 1
  const name = several ? `${nameOf(route)}.${path.split('/').at(-1)}` : nameOf(route)
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

async function homeOfSomebodyWhoWorks({ page, open, shoot }: Stage): Promise<void> {
  await open('/products/NW-011')
  await page.getByRole('button', { name: /^Pin / }).click()
  await page.getByRole('button', { name: /^Unpin / }).waitFor()
  await open('/products/NW-029')
  await open('/')
  await shoot()
}
