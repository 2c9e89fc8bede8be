import { beforeEach, describe, expect, it } from 'vitest'
import { cliCtx } from '@/cli/actor'
import { db } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { auditOf } from '@/lib/testing/audit-rows'
import { addProduct } from '@/lib/testing/products'
import { commands } from './commands'
import { beginCheck } from './service/check-links'

async function run(name: string, input: Record<string, unknown> = {}) {
  const command = commands.find(({ path }) => path.join(' ') === name)
  if (command === undefined) throw new Error(`there is no ${name}`)
  return await command.run(cliCtx(true), input)
}

beforeEach(async () => {
  await db().linkCheck.deleteMany()
  await db().checkedLink.deleteMany()
  await db().product.deleteMany()
  // Into the portal, so that nothing is asked.
  await addProduct('L-1', 'One', {
    links: [{ type: 'other', label: 'Gone', url: `${env().APP_BASE_URL}/kb/no-such` }],
  })
})

describe('links check', () => {
  it('checks at once, says what came of it, and is in the audit record', async () => {
    const before = (await auditOf('*', 'links.checked')).length
    const result = await run('links check')
    expect(result).toMatchObject({
      data: { outcome: 'done', held: 1, asked: 1, left: 0, broken: 0, told: 0 },
      exitCode: 0,
    })
    const rows = (await auditOf('*', 'links.checked')).slice(before)
    expect(rows).toEqual([
      expect.objectContaining({ actorId: expect.stringMatching(/^cli:/), outcome: 'done' }),
    ])
  })

  it('with --due leaves alone what was asked a moment ago', async () => {
    await run('links check')
    expect(await run('links check', { due: true })).toMatchObject({ data: { asked: 0 } })
    expect(await run('links check')).toMatchObject({ data: { asked: 1 } })
  })

  it('fails with words while another one is under way', async () => {
    await beginCheck(cliCtx(false), 'another')
    await expect(run('links check')).rejects.toThrow('Another check is under way')
  })
})

describe('links list', () => {
  it('lists what is broken, with where it stands and why', async () => {
    expect(await run('links list')).toMatchObject({
      data: { links: [], total: 0 },
      words: expect.stringContaining('No check has been made yet'),
    })
    await run('links check')
    await db().checkedLink.updateMany({ data: { brokenSince: new Date() } })
    expect(await run('links list')).toMatchObject({
      data: {
        total: 1,
        cut: false,
        links: [{ label: 'Gone', in: '/products/L-1', title: 'One', finding: 'gone', reason: 'RECORD_GONE' }],
      },
      words: '1 link.',
    })
  })

  it('lists another state when asked for it', async () => {
    await run('links check')
    expect(await run('links list', { state: 'failing' })).toMatchObject({ data: { total: 1 } })
    await expect(run('links list', { state: 'nonsense' })).rejects.toThrow('--state')
  })
})
