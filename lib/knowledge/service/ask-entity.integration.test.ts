import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { db } from '@/lib/platform/db'
import { auditOf, personWith, reader, refresher } from '@/lib/testing/knowledge'
import type { FiberyStandIn } from '@/local/fibery/server'
import { askEntity } from './ask-entity'
import { getEntity } from './get-entity'
import { readAllEntities } from './read-all-entities'
import { refreshAll } from './refresh'

// The environment is read once, so the workspace must stand before anything is imported.
const standIn: FiberyStandIn = await vi.hoisted(async () => {
  const { startFiberyStandIn } = await import('@/local/fibery/server')
  const { withoutTurns } = await import('@/lib/testing/fibery-workspace')
  withoutTurns()
  const started = await startFiberyStandIn({ port: 0, token: 'token', perSecond: 10_000 })
  process.env.FIBERY_URL = started.url
  process.env.FIBERY_TOKEN = 'token'
  return started
})

const guide = { space: 'product-handbook', database: 'guide', entity: '1' }
const patient = { patienceMs: 20_000 }

async function tell(mode: string): Promise<void> {
  const { ok } = await fetch(`${standIn.url}/__misbehave`, { method: 'POST', body: JSON.stringify({ mode }) })
  if (!ok) throw new Error(`the stand-in does not know ${mode}`)
}

beforeAll(async () => {
  await refreshAll(refresher())
  await readAllEntities(refresher(), { claimant: 'a run' })
})
beforeEach(() => tell('off'))
afterAll(() => standIn.stop())

describe('asking for one entity', () => {
  it('tells its fields, what it is related to with the portal’s own addresses, and its texts', async () => {
    const answer = await askEntity(reader(), guide, patient)
    if (answer.state !== 'read') throw new Error(answer.state)
    const fact = (label: string) => answer.facts.find((one) => one.label === label)
    expect(fact('Author')).toEqual({
      kind: 'related',
      label: 'Author',
      entities: [{ title: 'Ana Trujillo', href: '/kb/product-handbook/person/1' }],
      more: false,
    })
    expect(fact('Quality Checks')).toMatchObject({
      entities: [{ title: 'Core temperature', href: '/kb/product-handbook/quality-check/2' }],
    })
    // Told by the snapshot already.
    expect(fact('Creation Date')).toBeUndefined()
    expect(answer.texts.map(({ label, isCut }) => [label, isCut])).toEqual([['Description', false]])
    expect(answer.texts[0]?.nodes[0]).toEqual({ tag: 'h3', nodes: ['Where'] })
    expect(answer.empty).toContain('State')
  })

  it('is for whoever may read the knowledge base, and for what is there', async () => {
    for (const ask of [
      (ctx: ReturnType<typeof reader>) => askEntity(ctx, guide, patient),
      (ctx: ReturnType<typeof reader>) => getEntity(ctx, guide),
    ]) {
      const stranger = personWith('read:product')
      await expect(ask(stranger)).rejects.toMatchObject({ code: 'FORBIDDEN' })
      expect((await auditOf(stranger)).map(({ outcome }) => outcome)).toEqual(['refused'])
    }
    for (const entity of ['999', '../1', "1' OR 1=1", '00000000-0000-4000-8000-000000000000'])
      await expect(askEntity(reader(), { ...guide, entity }, patient)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      })
  })

  it('says that Fibery does not show it any more', async () => {
    await db().kbEntity.updateMany({
      where: { publicId: '3', database: { slug: 'guide' } },
      data: { upstreamId: '"}) { id } } mutation { x } #../' },
    })
    expect(await askEntity(reader(), { ...guide, entity: '3' }, patient)).toEqual({ state: 'missing' })
  })

  it('says that there is no name to ask by, and asks nothing', async () => {
    const where = { slug: 'quality-check' }
    const { finder } = await db().kbDatabase.findFirstOrThrow({ where })
    await db().kbDatabase.updateMany({ where, data: { finder: '' } })
    const asked = { space: 'product-handbook', database: 'quality-check', entity: '1' }
    expect(await askEntity(reader(), asked, patient)).toEqual({ state: 'unasked', why: 'finder' })
    await db().kbDatabase.updateMany({ where, data: { finder } })
  })
})

/** fault at the workspace · what it is to the portal */
const FAULTS = [
  ['stall', 'TIMEOUT'],
  ['slow', 'TIMEOUT'],
  ['drip', 'TIMEOUT'],
  ['cut', 'CONNECTION_CUT'],
  ['html', 'WRONG_CONTENT_TYPE'],
  ['text', 'WRONG_CONTENT_TYPE'],
  ['errors', 'GRAPHQL_ERRORS'],
  ['down', 'SERVER_FAULT'],
  ['gateway', 'SERVER_ERROR'],
  ['unauthorized', 'UNAUTHORIZED'],
  ['forbidden', 'FORBIDDEN'],
  ['busy', 'RATE_LIMITED'],
] as const

describe('while Fibery fails', () => {
  it.each(FAULTS)('%s: the answer is the fault, %s, without asking twice', async (mode, code) => {
    await tell(mode)
    // Longer than a fault takes to be told; shorter than the pauses of an asking again.
    const answer = await askEntity(reader(), guide, { patienceMs: 600 })
    expect(answer).toMatchObject({ state: 'failed', failure: { code } })
    // What the snapshot knows is there all the same.
    expect(await getEntity(reader(), guide)).toMatchObject({
      entity: { title: 'Storing beverages', publicId: '1' },
    })
    await tell('off')
    // A success in between, so that failures in a row do not make the portal pause.
    expect(await askEntity(reader(), guide, patient)).toMatchObject({ state: 'read' })
  })

  it('gives up by itself after its patience, though no answer ever comes', async () => {
    await tell('stall')
    const answer = await askEntity(reader(), guide, { patienceMs: 50 })
    expect(answer).toMatchObject({
      state: 'failed',
      failure: { code: 'TIMEOUT', detail: 'no answer within 0.05 s' },
    })
  })

  it('turned off introspection stands in no card’s way', async () => {
    await tell('no-introspection')
    expect(await askEntity(reader(), guide, patient)).toMatchObject({ state: 'read' })
  })
})
