import { coverageFaults } from '@/start/ci/pictures'
import { routesInApp } from '../routes'
import type { Scene } from './scene'
import { MOMENTS } from './scenes/moments'
import { STATE_SCENES, WITHOUT } from './scenes/states'
import { TROUBLED } from './scenes/troubled'
import { USUAL } from './scenes/usual'

/** Every picture there is, in the order in which they are taken. */
export const SCENES: readonly Scene[] = [...USUAL, ...STATE_SCENES, ...MOMENTS, ...TROUBLED]

/** A line for each page of `app/` and state that has neither a picture nor words why there is none. */
export function tableFaults(): string[] {
  return coverageFaults(routesInApp().pages, SCENES, WITHOUT)
}
