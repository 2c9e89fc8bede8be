import { expect, it, vi } from 'vitest'
import type { CliCtx, CliInput } from '@/cli/command'
import { db } from '@/lib/platform/db'
import { text } from '@/lib/testing/http-server'
import { catalogType, personWith, spaceSdl } from '@/lib/testing/knowledge'
import { commands } from './commands'

const fibery = await vi.hoisted(async () =>
  (await import('@/lib/testing/fibery-workspace')).fiberyWorkspace(),
)

async function run(name: string, input: CliInput = {}) {
  const command = commands.find(({ path }) => path[1] === name)
  if (command === undefined) throw new Error(`there is no kb ${name}`)
  const ctx: CliCtx = { ...personWith('read:knowledge', 'refresh:knowledge'), json: true }
  return await command.run(ctx, input)
}

it('discovers, lists what was found, tells changes, and exits 1 with the reason when a space fails', async () => {
  fibery.catalog([catalogType('Good/Guide', 'g'), catalogType('Bad/Guide', 'b')])
  fibery.space('Good', spaceSdl('Good', { Guide: 'name: String', Page: 'guide: GoodGuide' }))
  fibery.space('Bad', text('Unauthorized', 401, 'text/plain'))
  const discovered = await run('discover')
  expect(discovered.exitCode).toBe(1)
  expect(discovered.words).toMatch(
    /^Bad: Fibery does not accept the portal's key\. .* \(UNAUTHORIZED, status 401\) What was read before stays\.$/,
  )
  expect((await run('databases')).data).toMatchObject([
    { space: 'Good', name: 'Guide', type: 'GoodGuide', finder: 'findGuides', fields: 2, state: 'live' },
    { space: 'Good', name: 'Page', type: 'GoodPage', finder: 'findPages', fields: 2, state: 'live' },
  ])
  expect((await run('spaces')).data).toMatchObject([
    { name: 'Bad', databases: 0, asOf: null, failure: { code: 'UNAUTHORIZED' } },
    { name: 'Good', databases: 2, failure: null },
  ])
  expect((await run('fields', { space: 'Good', database: 'Page' })).data).toMatchObject([
    { name: 'id', leadsTo: null },
    { name: 'guide', leadsTo: 'Guide', state: 'live' },
  ])
  await expect(run('fields', { space: 'Good', database: 'Nope' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })

  fibery.space('Good', spaceSdl('Good', { Guide: 'name: String' }))
  fibery.space('Bad', spaceSdl('Bad', { Guide: '' }))
  expect(await run('discover')).toMatchObject({
    exitCode: 0,
    words: expect.stringContaining('entities next'),
  })
  // Both readings asked for the entities, which are read once.
  expect(await db().workflowRequest.findMany({ select: { workflowKey: true } })).toEqual([
    { workflowKey: 'refresh-entities' },
  ])
  expect((await run('databases', { space: 'Good' })).data).toMatchObject([
    { name: 'Guide', state: 'live' },
    { name: 'Page', state: 'gone' },
  ])
  const { data } = await run('changes')
  expect(data).toMatchObject({
    total: 3,
    entries: [
      { space: { name: 'Bad' }, first: true, count: 1 },
      { space: { name: 'Good' }, changes: [{ kind: 'database.gone', database: 'Page' }] },
      { space: { name: 'Good' }, first: true, count: 2 },
    ],
  })
})

it('says in words why the list of spaces could not be read, and fails', async () => {
  fibery.catalog(null)
  await expect(run('discover')).rejects.toMatchObject({
    name: 'CliFailure',
    message: expect.stringMatching(/^the list of spaces could not be read: .*account see this.*FORBIDDEN/),
  })
})
