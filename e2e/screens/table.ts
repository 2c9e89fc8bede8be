import { coverageFaults } from '@/start/ci/pictures'
import { routesInApp } from '../routes'
import type { Scene } from './scene'
import { KNOWLEDGE_MOMENTS } from './scenes/knowledge-moments'
import { MOMENTS } from './scenes/moments'
import { PRODUCT_MOMENTS } from './scenes/product-moments'
import { SEGMENT_MOMENTS } from './scenes/segment-moments'
import { STATEMENT_MOMENTS } from './scenes/statement-moments'
import { STATE_SCENES } from './scenes/states'
import { TROUBLED } from './scenes/troubled'
import { USUAL } from './scenes/usual'
import { WITHOUT } from './scenes/without'

/** Every picture there is, in the order in which they are taken. */
export const SCENES: readonly Scene[] = [
  ...USUAL,
  ...STATE_SCENES,
  ...PRODUCT_MOMENTS,
  ...SEGMENT_MOMENTS,
  ...KNOWLEDGE_MOMENTS,
  ...STATEMENT_MOMENTS,
  ...MOMENTS,
  ...TROUBLED,
]

/** A line for each page of `app/` and state that has neither a picture nor words why there is none. */
export function tableFaults(): string[] {
  return coverageFaults(routesInApp().pages, SCENES, WITHOUT)
}
