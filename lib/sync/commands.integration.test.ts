import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { CliCtx, CliInput } from '@/cli/command'
import { db } from '@/lib/platform/db'
import { type FedDatabase, fedDatabase, fedEntity } from '@/lib/testing/fed-database'
import { text } from '@/lib/testing/http-server'
import { personWith } from '@/lib/testing/knowledge'
import { removeProductsAndSegments } from '@/lib/testing/segments'
import { commands } from './commands'

// The environment is read once, so the workspace must stand before anything is imported.
const fibery = await vi.hoisted(async () => {
  const { startFiberyServer } = await import('@/lib/testing/fibery-server')
  const server = await startFiberyServer()
  process.env.FIBERY_URL = server.url
  process.env.FIBERY_TOKEN = 'token'
  return server
})

let database: FedDatabase

beforeAll(async () => {
  database = fedDatabase(fibery)
  await database.discover()
})
afterAll(() => fibery.close())
beforeEach(removeProductsAndSegments)

async function sync(input: CliInput = {}) {
  const [command] = commands
  const rights = ['read:segment', 'edit:segment', 'read:knowledge', 'refresh:knowledge'] as const
  const ctx: CliCtx = { ...personWith(...rights), json: true }
  return await command?.run(ctx, input)
}

it('says what it would do, then does it, and then there is nothing to do', async () => {
  database.holds(fedEntity('1', 'EX-1'), fedEntity('2', 'EX-2', { parent: '1' }))
  expect(await sync({ dryRun: true })).toMatchObject({
    exitCode: 0,
    words: 'process-segments: nothing is written. It would be: 2 added.',
    data: {
      dryRun: true,
      mappings: [{ key: 'process-segments', outcome: 'tried', plan: { counts: { add: 2 } } }],
    },
  })
  expect(await db().processSegment.count()).toBe(0)
  expect(await sync()).toMatchObject({ exitCode: 0, words: 'process-segments: 2 added.' })
  expect(await db().processSegment.count()).toBe(2)
  expect(await sync({ mapping: 'process-segments' })).toMatchObject({
    words: 'process-segments: 2 unchanged.',
  })
})

it('ends with 1 and the reason when a row is refused, or all of it fails', async () => {
  database.holds(fedEntity('1', 'EX-1'), fedEntity('2', ''))
  const refused = await sync()
  expect(refused).toMatchObject({ exitCode: 1, words: 'process-segments: 1 added, 1 refused.' })
  expect(refused?.table?.rows).toContainEqual([
    'process-segments',
    '',
    '“Step” (no. 2)',
    'refused',
    '',
    'Give a code.',
  ])
  fibery.space('Product Handbook', text('Unauthorized', 401, 'text/plain'))
  for (const input of [{}, { dryRun: true }]) {
    expect(await sync(input)).toMatchObject({
      exitCode: 1,
      words: expect.stringMatching(/^process-segments: Fibery does not accept .* What was here stays\.$/),
    })
  }
})

it('names the mappings that there are', async () => {
  await expect(sync({ mapping: 'nope' })).rejects.toMatchObject({
    name: 'CliFailure',
    message: 'There is no mappings/nope.yaml. There is: process-segments.',
  })
})
