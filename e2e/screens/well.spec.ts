import { expect, test } from '@playwright/test'
import { findPlaces } from '../access/places'
import { house } from '../session'
import { misbehave } from './sabotage'
import { SCENES, tableFaults } from './table'
import { type Ground, take } from './take'

let ground: Ground

const nowhere = () => {
  throw new Error('the database of this house has no way that could be cut')
}

test.beforeAll(async () => {
  const { baseUrl: url, secret, databaseUrl } = house()
  ground = {
    url,
    secret,
    databaseUrl,
    places: await findPlaces(),
    database: { cut: nowhere, restore: nowhere },
  }
})

test.afterAll(() => misbehave('off'))

test('every page has a picture of every state, or words why there is none', () => {
  expect(tableFaults()).toEqual([])
})

for (const scene of SCENES.filter(({ house: where }) => where === 'well')) {
  test(scene.name, async ({ page, context }) => {
    // A page of 200 cards is 40,000 pixels high on a phone: each of its four pictures takes the browser a while.
    test.setTimeout(240_000)
    await take(scene, ground, page, context)
  })
}
