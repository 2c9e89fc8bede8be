import { test } from '@playwright/test'
import { SCENES } from './table'
import { take } from './take'
import { startTroubledHouse, type TroubledHouse } from './troubled-house'

let house: TroubledHouse

test.beforeAll(async () => {
  test.setTimeout(180_000)
  house = await startTroubledHouse()
})

test.afterAll(async () => {
  await house?.stop()
})

for (const scene of SCENES.filter(({ house: where }) => where === 'troubled')) {
  test(scene.name, async ({ page, context }) => {
    await take(scene, { ...house, places: {} }, page, context)
  })
}
