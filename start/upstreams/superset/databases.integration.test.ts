import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { commentOf, copyForRun, inTurn, isThere, onServer, type RunDatabase } from './databases'

const adminUrl = inject('adminUrl')
let template: string
let opened: RunDatabase[]

beforeEach(async () => {
  template = `pergola_test_${randomBytes(6).toString('hex')}`
  opened = []
  await onServer(adminUrl, 'postgres', (client) => client.query(`CREATE DATABASE ${template}`))
})

afterEach(async () => {
  for (const one of opened) await one.drop()
  await onServer(adminUrl, 'postgres', (client) => client.query(`DROP DATABASE ${template}`))
})

async function open(): Promise<RunDatabase> {
  const { rows } = await onServer(adminUrl, 'postgres', (client) =>
    client.query('SELECT current_user AS name'),
  )
  const one = await copyForRun(adminUrl, template, rows[0].name)
  opened.push(one)
  return one
}

describe('the database of a run', () => {
  it('stays while its run does, whoever starts beside it, and goes with it', async () => {
    const first = await open()
    const second = await open()
    expect(await isThere(adminUrl, first.name)).toBe(true)
    await first.drop()
    opened = [second]
    expect(await isThere(adminUrl, first.name)).toBe(false)
    expect(await isThere(adminUrl, second.name)).toBe(true)
  })

  it('is taken away by the next run where its own was killed', async () => {
    const left = `superset_run_killed_${randomBytes(4).toString('hex')}`
    await onServer(adminUrl, 'postgres', (client) => client.query(`CREATE DATABASE ${left}`))
    await open()
    expect(await isThere(adminUrl, left)).toBe(false)
  })
})

describe('what is written down of a database', () => {
  it('is read back, and is nothing where there is none', async () => {
    expect(await commentOf(adminUrl, template)).toBeUndefined()
    await onServer(adminUrl, 'postgres', (client) =>
      client.query(`COMMENT ON DATABASE ${template} IS 'made'`),
    )
    expect(await commentOf(adminUrl, template)).toBe('made')
    expect(await commentOf(adminUrl, 'pergola_test_nowhere')).toBeUndefined()
  })
})

describe('setting up', () => {
  it('is done by one at a time, and of another thing meanwhile', async () => {
    const said: string[] = []
    const work = (name: string) => async () => {
      said.push(`${name} begins`)
      await new Promise((resolve) => setTimeout(resolve, 50))
      said.push(`${name} ends`)
    }
    await Promise.all([inTurn(adminUrl, 'a', work('one')), inTurn(adminUrl, 'a', work('two'))])
    expect(said.map((line) => line.split(' ')[1])).toEqual(['begins', 'ends', 'begins', 'ends'])

    const met = Promise.withResolvers<void>()
    await inTurn(adminUrl, 'a', () =>
      Promise.all([met.promise, inTurn(adminUrl, 'b', async () => met.resolve())]),
    )
  })
})
