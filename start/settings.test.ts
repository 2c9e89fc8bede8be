import { describe, expect, it } from 'vitest'
import { isLoopback, readSettings } from './settings'

const DATABASE = { DATABASE_URL: 'postgresql://portal:p@db.example.com/pergola' }
const SIGN_IN = {
  AUTH0_DOMAIN: 'id.example.com',
  AUTH0_CLIENT_ID: 'pergola',
  AUTH0_CLIENT_SECRET: 's3cret-value',
}
const FIBERY = { FIBERY_URL: 'https://example.fibery.io', FIBERY_TOKEN: 't' }

function read(given: Record<string, string>) {
  return readSettings('/repository', given)
}

describe('settings', () => {
  it('embeds every part that nothing is said of', () => {
    expect(read({})).toMatchObject({
      baseUrl: 'http://localhost:3000',
      dataDir: '/repository/.data',
      embedded: { database: true, signIn: true, fibery: true },
      demo: true,
    })
  })

  it('leaves out each embedded part whose variables are set, and only that', () => {
    expect(read(DATABASE).embedded).toEqual({ database: false, signIn: true, fibery: true })
    expect(read(SIGN_IN).embedded).toEqual({ database: true, signIn: false, fibery: true })
    expect(read(FIBERY).embedded).toEqual({ database: true, signIn: true, fibery: false })
  })

  it('addresses the portal by its port unless told otherwise', () => {
    expect(read({ PORT: '4242' }).baseUrl).toBe('http://localhost:4242')
    expect(read({ ...SIGN_IN, APP_BASE_URL: 'https://portal.example.com/' }).baseUrl).toBe(
      'https://portal.example.com',
    )
  })

  it('puts demo data into the embedded database only, unless PERGOLA_DEMO says so', () => {
    expect(read(DATABASE).demo).toBe(false)
    expect(read({ ...DATABASE, PERGOLA_DEMO: '1' }).demo).toBe(true)
    expect(read({ PERGOLA_DEMO: '0' }).demo).toBe(false)
  })

  it.each(['0.0.0.0', '192.168.1.5', 'portal.example.com', '::'])(
    'refuses the demo sign-in for a portal bound to %s',
    (HOST) => {
      expect(() => read({ HOST, APP_BASE_URL: 'http://localhost:3000' })).toThrow(
        /the demo sign-in serves this machine only: set AUTH0_DOMAIN/,
      )
    },
  )

  it('refuses the demo sign-in for a portal addressed elsewhere', () => {
    expect(() => read({ APP_BASE_URL: 'https://portal.example.com' })).toThrow(/others can reach/)
  })

  it('starts no stand-in at all for a portal that others reach', () => {
    const settings = read({ ...SIGN_IN, HOST: '0.0.0.0', APP_BASE_URL: 'https://portal.example.com' })
    expect(settings.embedded).toEqual({ database: true, signIn: false, fibery: false })
  })

  it.each([
    [
      { AUTH0_DOMAIN: 'id.example.com' },
      /^Sign-in is configured by half: AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET are missing/,
    ],
    [{ FIBERY_TOKEN: 'abc' }, /^Fibery is configured by half: FIBERY_URL is missing beside FIBERY_TOKEN/],
    [{ DATABASE_MIGRATOR_URL: DATABASE.DATABASE_URL }, /^DATABASE_MIGRATOR_URL is set without DATABASE_URL/],
    [{ PORT: 'http' }, /^PORT .*Correct that in the environment/],
    [{ DATABASE_URL: 'mysql://x' }, /^DATABASE_URL must be a URL that begins with postgres/],
    [{ AUTH0_SECRET: 'short' }, /^AUTH0_SECRET must be at least 32 characters/],
    [{ ...SIGN_IN, HOST: '0.0.0.0' }, /set APP_BASE_URL to the one by which people reach the portal/],
  ])('says in one sentence what is wrong with %o', (given, words) => {
    expect(() => read(given as Record<string, string>)).toThrow(words)
  })

  it('names the data folder from the root of the repository, whatever folder a part runs in', () => {
    const { dataDir } = readSettings('/srv/pergola', { PERGOLA_DATA_DIR: 'data/here' })
    expect(dataDir).toBe('/srv/pergola/data/here')
    expect(readSettings('/srv/pergola', {}).dataDir).toBe('/srv/pergola/.data')
    expect(readSettings('/srv/pergola', { PERGOLA_DATA_DIR: '/var/lib/pergola' }).dataDir).toBe(
      '/var/lib/pergola',
    )
  })

  it('refuses what would connect a system that this version does not speak to', () => {
    expect(() => readSettings('/srv/pergola', { DAGSTER_URL: 'https://dagster.example' })).toThrow(
      /DAGSTER_URL is not supported by this version.*unset it/,
    )
  })

  it('never prints a value that is a secret', () => {
    try {
      read({ ...SIGN_IN, AUTH0_SECRET: 'hunter2' })
      expect.unreachable()
    } catch (error) {
      expect((error as Error).message).not.toContain('hunter2')
    }
  })

  it.each(['localhost', '127.0.0.1', '127.8.8.8', '::1', '[::1]', 'portal.localhost'])(
    'takes %s for this machine',
    (host) => {
      expect(isLoopback(host)).toBe(true)
    },
  )

  it.each(['0.0.0.0', '::', '128.0.0.1', 'localhost.example.com', '127.0.0.1.example.com', ''])(
    'does not take %s for this machine',
    (host) => {
      expect(isLoopback(host)).toBe(false)
    },
  )
})
