import { expect, it, vi } from 'vitest'
import { db } from '@/lib/platform/db'
import { isAllowedBy } from '@/lib/platform/host-rules'
import { startHttpServer } from '@/lib/testing/http-server'
import { status } from '@/lib/testing/web-client'
import { forgetTurns } from '../repository/checks'
import { allowedHosts, hostTurns, linkWeb, TURN_KEY } from './web'

// The environment is read once, so what is allowed must stand before anything is imported.
vi.hoisted(() => {
  process.env.FIBERY_URL = 'http://127.0.0.1:45678'
  process.env.FIBERY_TOKEN = 'token'
  process.env.LINK_CHECK_ALLOW_HOSTS = 'wiki.example, 10.20.0.0/16'
})

const never = new AbortController().signal

it('allows what the configuration names, and the workspace on its own port alone', () => {
  const at = (hostname: string, port: number, address: string) =>
    isAllowedBy(allowedHosts(), { hostname, port, address })
  expect(at('wiki.example', 443, '10.0.0.1')).toBe(true)
  expect(at('x.example', 80, '10.20.3.4')).toBe(true)
  expect(at('127.0.0.1', 45_678, '127.0.0.1')).toBe(true)
  expect(at('127.0.0.1', 45_679, '127.0.0.1')).toBe(false)
  expect(at('127.0.0.1', 80, '127.0.0.1')).toBe(false)
})

it('gives a host one turn at a time, and another host its own', async () => {
  const turn = hostTurns()
  const giveBack = await turn('one.example', never)
  let second = false
  const waiting = turn('one.example', never).then((done) => {
    second = true
    done()
  })
  ;(await turn('two.example', never))()
  await new Promise((resolve) => setTimeout(resolve, 1_300))
  expect(second).toBe(false)
  giveBack()
  await waiting
  expect(second).toBe(true)
})

it('lets whoever waits leave, and the next one follows', async () => {
  const turn = hostTurns()
  const giveBack = await turn('three.example', never)
  const end = new AbortController()
  const left = turn('three.example', end.signal)
  const last = turn('three.example', never)
  end.abort(new Error('left'))
  await expect(left).rejects.toThrow('left')
  giveBack()
  ;(await last)()
})

it('forgets turns of hosts that nobody asks any more, and no others', async () => {
  const day = new Date(Date.now() - 2 * 24 * 3_600_000)
  await db().rateSlot.createMany({
    data: [
      { key: `${TURN_KEY}old.example`, nextAt: day },
      { key: `${TURN_KEY}new.example`, nextAt: new Date() },
      { key: 'fibery workspace old.example', nextAt: day },
    ],
  })
  await forgetTurns(TURN_KEY)
  const keys = (await db().rateSlot.findMany()).map(({ key }) => key)
  expect(keys).not.toContain(`${TURN_KEY}old.example`)
  expect(keys).toEqual(expect.arrayContaining([`${TURN_KEY}new.example`, 'fibery workspace old.example']))
})

it('asks nothing inside that is not allowed, with the name that the portal gives itself', async () => {
  const server = await startHttpServer(status(200))
  try {
    expect(await linkWeb().probe(server.url)).toMatchObject({ fault: 'NOT_ALLOWED' })
    expect(server.heard).toEqual([])
  } finally {
    await server.close()
  }
})
