import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LookUp } from '@/lib/connectors/web/look-up'
import { db } from '@/lib/platform/db'
import { env } from '@/lib/platform/env'
import { auditOf } from '@/lib/testing/audit-rows'
import { type CheckedSite, startCheckedSite } from '@/lib/testing/link-check'
import { addProduct, personWith } from '@/lib/testing/products'
import { addSegment } from '@/lib/testing/segments'
import { webClientFor } from '@/lib/testing/web-client'
import { askLinks, beginCheck } from './check-links'
import { finishCheck } from './finish-check'
import { runCheck } from './run-check'

let site: CheckedSite

beforeAll(async () => {
  site = await startCheckedSite()
})
afterAll(() => site.server.close())
beforeEach(() => site.reset())

async function healthOf(path: string) {
  return await db().checkedLink.findFirst({ where: { url: `${site.server.url}${path}` } })
}

describe('a check', () => {
  it('asks each link once, wherever it stands: product, segment and knowledge base', async () => {
    await addProduct('L-1', 'One', { links: [site.link('/a')], description: `See ${site.server.url}/b.` })
    await addProduct('L-2', 'Two', { links: [site.link('/a#part'), site.link('/a', 'Again')] })
    await addSegment('S-1', { description: `(${site.server.url}/c)` })
    const space = await db().kbSpace.create({ data: { name: 'Things', slug: 'things' } })
    const database = {
      rawName: 'Things/Idea',
      name: 'Idea',
      slug: 'idea',
      type: 'ThingsIdea',
      finder: 'findIdeas',
    }
    await db().kbDatabase.create({
      data: { ...database, spaceId: space.id, firstSeenAt: new Date(), description: `${site.server.url}/d` },
    })
    expect(await site.check(0)).toMatchObject({ outcome: 'done', held: 4, asked: 4, broken: 0 })
    expect(site.server.heard.map(({ url }) => url).sort()).toEqual(['/a', '/b', '/c', '/d'])
    expect(await db().linkUse.count()).toBe(5)
    expect(await healthOf('/a')).toMatchObject({ finding: 'works', status: 200, failures: 0 })
  })

  it('asks what works once a day, and what does not at every run', async () => {
    site.answers.set('/bad', 404)
    await addProduct('L-1', 'One', { links: [site.link('/good'), site.link('/bad')] })
    for (const at of [0, 6, 12, 21]) await site.check(at, { all: false })
    const heard = site.server.heard.map(({ method, url }) => `${method} ${url}`)
    expect(heard.filter((one) => one === 'HEAD /good')).toHaveLength(2)
    expect(heard.filter((one) => one === 'HEAD /bad')).toHaveLength(4)
  })

  it('forgets what stands nowhere any more', async () => {
    const id = await addProduct('L-1', 'One', { links: [site.link('/a'), site.link('/b')] })
    await site.check(0)
    await db().product.update({ where: { id }, data: { links: [site.link('/b')] } })
    expect(await site.check(6)).toMatchObject({ held: 1 })
    expect(await healthOf('/a')).toBeNull()
  })

  it('judges links into the knowledge base by the last reading, tells of no record, and asks nobody', async () => {
    const at = (path: string) => ({ type: 'other', label: path, url: `${env().APP_BASE_URL}${path}` })
    const records = ['/products/L-1', '/products/NO-SUCH', '/segments/S-1', '/segments/NO-SUCH']
    await addSegment('S-1')
    await db().kbSpace.create({ data: { name: 'Things', slug: 'things' } })
    await addProduct('L-1', 'One', { links: [...records, '/kb/things', '/kb/no-such', '/about'].map(at) })
    await site.check(0)
    const found = await db().checkedLink.findMany({ orderBy: { url: 'asc' } })
    const path = (url: string) => new URL(url).pathname
    expect(Object.fromEntries(found.map(({ url, finding }) => [path(url), finding]))).toEqual({
      // There or not, the verdict is the same: it is read by people who may not know of either.
      '/products/L-1': 'notAsked',
      '/products/NO-SUCH': 'notAsked',
      '/segments/S-1': 'notAsked',
      '/segments/NO-SUCH': 'notAsked',
      '/kb/things': 'works',
      '/kb/no-such': 'gone',
      '/about': 'notAsked',
    })
    expect(site.server.heard).toEqual([])
  })

  it('leaves an address inside the network alone, and says so', async () => {
    await addProduct('L-1', 'One', {
      links: [{ type: 'other', label: 'x', url: 'http://169.254.169.254/latest' }],
    })
    await site.check(0)
    expect(await db().checkedLink.findFirst()).toMatchObject({
      finding: 'notAsked',
      reason: 'NOT_ALLOWED',
      failures: 0,
    })
  })

  it('leaves the rest of a host alone that asks for patience, and asks it at the next', async () => {
    for (const path of ['/1', '/2', '/3']) site.answers.set(path, 429)
    await addProduct('L-1', 'One', { links: [site.link('/1'), site.link('/2'), site.link('/3')] })
    expect(await site.check(0)).toMatchObject({ asked: 1, left: 2 })
    expect(site.server.heard).toHaveLength(1)
    site.answers.clear()
    expect(await site.check(6, { all: false })).toMatchObject({ asked: 3, left: 0 })
  })

  it('does not ask a host for the rest of its links once it was silent three times', async () => {
    let looked = 0
    const lookUp: LookUp = async () => {
      looked += 1
      throw Object.assign(new Error('lookup'), { code: 'ENOTFOUND' })
    }
    const links = Array.from({ length: 9 }, (_, n) => ({
      type: 'other',
      label: 'x',
      url: `http://gone.test/${n}`,
    }))
    await addProduct('L-1', 'One', { links })
    expect(await site.check(0, { web: webClientFor({ lookUp }) })).toMatchObject({
      outcome: 'done',
      asked: 9,
    })
    expect(looked).toBe(3)
    expect(await db().checkedLink.count({ where: { reason: 'NAME_NOT_FOUND', failures: 1 } })).toBe(9)
  })

  it('holds nothing against any link when no host outside answers at all', async () => {
    const lookUp: LookUp = async () => {
      throw Object.assign(new Error('lookup'), { code: 'ENOTFOUND' })
    }
    const links = ['a', 'b', 'c'].map((name) => ({ type: 'other', label: name, url: `http://${name}.test/` }))
    // One inside answers: that tells nothing of the way out.
    await addProduct('L-1', 'One', { links: [...links, site.link('/inside')] })
    expect(await site.check(0, { web: webClientFor({ lookUp }) })).toMatchObject({
      outcome: 'offline',
      asked: 4,
      broken: 0,
    })
    const rows = await db().checkedLink.findMany({ where: { host: { endsWith: '.test' } } })
    expect(rows.map(({ finding, reason, failures }) => ({ finding, reason, failures }))).toEqual(
      Array(3).fill({ finding: 'notAsked', reason: 'PORTAL_OFFLINE', failures: 0 }),
    )
  })
})

describe('who checks', () => {
  it('is in the audit record, with what came of it', async () => {
    await addProduct('L-1', 'One', { links: [site.link('/a')] })
    // Later than all others, so that its row is the last one.
    await site.check(1_000)
    const rows = (await auditOf('*', 'links.checked')).slice(-1)
    expect(rows).toEqual([
      expect.objectContaining({
        outcome: 'done',
        actorId: 'check-links',
        changes: expect.objectContaining({
          held: { before: null, after: 1 },
          asked: { before: null, after: 1 },
        }),
      }),
    ])
  })

  it.each(['viewer', 'editor', null])('needs the right to check connections: %s has it not', async (role) => {
    const ctx = personWith(role)
    await addProduct('L-1', 'One', { links: [site.link('/a')] })
    await expect(runCheck(ctx, { web: webClientFor() })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(
      askLinks(ctx, { checkId: randomUUID(), all: true, withinMs: 1, web: webClientFor() }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const asked = { asked: 0, left: 0, offline: false }
    await expect(finishCheck(ctx, { checkId: randomUUID(), held: 0, asked })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect(site.server.heard).toEqual([])
    expect(await db().linkCheck.count()).toBe(0)
    const refused = (await auditOf('*', 'links.checked')).filter(({ actorId }) => actorId === ctx.actor.id)
    expect(refused[0]).toMatchObject({ outcome: 'refused' })
  })

  it('is one at a time: another one asks nothing and says so', async () => {
    await addProduct('L-1', 'One', { links: [site.link('/a')] })
    const begun = await beginCheck(site.jobCtx(0), 'first')
    expect(begun.mine).toBe(true)
    expect(await site.check(0)).toMatchObject({ outcome: 'joined', asked: 0 })
    expect(site.server.heard).toEqual([])
    // Taken for dead, it makes room, and can neither go on nor end what is not its own any more.
    await db().$executeRaw`UPDATE link_check SET lease_until = now() - interval '1 second'`
    expect(await site.check(0)).toMatchObject({ outcome: 'done', asked: 1 })
    const options = { checkId: begun.id, all: true, withinMs: 60_000, web: webClientFor() }
    await expect(askLinks(site.jobCtx(0), options)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('goes on where an attempt of the same run ended, and asks nothing twice', async () => {
    await addProduct('L-1', 'One', { links: [site.link('/a'), site.link('/b'), site.link('/c')] })
    const end = new AbortController()
    site.server.answer(({ url }, response) => {
      if (url === '/b') end.abort(new Error('ended'))
      response.end()
    })
    const begun = await beginCheck(site.jobCtx(0), 'run')
    const options = { checkId: begun.id, all: false, withinMs: 60_000, web: webClientFor() }
    await expect(askLinks(site.jobCtx(0), { ...options, signal: end.signal })).rejects.toThrow('ended')
    const before = await db().checkedLink.count({ where: { checkId: begun.id } })
    expect(before).toBeLessThan(3)
    site.server.heard.length = 0
    expect(await beginCheck(site.jobCtx(0), 'run')).toMatchObject({ id: begun.id, mine: true })
    const asked = await askLinks(site.jobCtx(0), options)
    expect(site.server.heard).toHaveLength(3 - before)
    expect(await finishCheck(site.jobCtx(0), { checkId: begun.id, held: begun.held, asked })).toMatchObject({
      asked: 3,
    })
    // Done again, it tells and records nothing more.
    const rows = (await auditOf('*', 'links.checked')).length
    await finishCheck(site.jobCtx(0), { checkId: begun.id, held: begun.held, asked })
    expect(await auditOf('*', 'links.checked')).toHaveLength(rows)
  })
})
