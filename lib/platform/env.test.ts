import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TEST_ENV } from '@/lib/testing/environment'
import { type EnvError, parseEnv } from './env'

const good: Record<string, string> = { ...TEST_ENV }

const SUPERSET = {
  SUPERSET_URL: 'https://s.example',
  SUPERSET_USER: 'portal',
  SUPERSET_PASSWORD: 'p',
}

function problemsOf(source: Record<string, string | undefined>): string[] {
  try {
    parseEnv(source)
    return []
  } catch (error) {
    return (error as EnvError).problems
  }
}

describe('parseEnv', () => {
  it('takes the least environment and gives the rest its defaults', () => {
    expect(parseEnv(good)).toMatchObject({ PORT: 3000, PERGOLA_TIME_ZONE: 'UTC', DATABASE_POOL_SIZE: 10 })
  })

  it('names every bad variable at once, and never a value', () => {
    const problems = problemsOf({
      ...good,
      PORT: '99999',
      DATABASE_URL: 'mysql://secret-user@db',
      AUTH0_SECRET: 'short-secret',
    })
    expect(problems.join('\n')).toMatch(/PORT/)
    expect(problems.join('\n')).toMatch(/DATABASE_URL must be a URL that begins with postgres:\/\//)
    expect(problems.join('\n')).toMatch(/AUTH0_SECRET must be at least 32 characters/)
    expect(problems.join('\n')).not.toMatch(/secret-user|short-secret|99999/)
  })

  it('says that a variable is missing, and takes an empty one for missing', () => {
    expect(problemsOf({ ...good, AUTH0_CLIENT_ID: '' })).toEqual(['AUTH0_CLIENT_ID is missing'])
  })

  it('names the half of a system that is missing', () => {
    expect(
      problemsOf({ ...good, FIBERY_WEBHOOK_SECRET: 'a secret/with&signs of an address, long enough' }),
    ).toEqual([expect.stringContaining('FIBERY_WEBHOOK_SECRET must be 32 or more letters')])
    const problems = problemsOf({ ...good, FIBERY_URL: 'https://acme.fibery.io' })
    expect(problems).toEqual(['FIBERY_TOKEN is missing; Fibery needs FIBERY_URL, FIBERY_TOKEN'])
  })

  it.each<[Record<string, string>, string[]]>([
    [{ DREMIO_URL: 'https://d.example:9047', DREMIO_USER: 'portal', DREMIO_PASSWORD: 'p' }, []],
    [{ DREMIO_URL: 'https://d.example:9047', DREMIO_TOKEN: 't', DREMIO_SCHEMA: 'Sales."North.wind"' }, []],
    [{ DREMIO_URL: 'https://api.dremio.cloud', DREMIO_TOKEN: 't', DREMIO_PROJECT: 'p' }, []],
    [{ DREMIO_STATEMENTS_AT_ONCE: '2' }, []],
    [{ DREMIO_URL: 'https://d.example' }, ['DREMIO_USER is missing; Dremio needs']],
    [
      { DREMIO_URL: 'https://d.example', DREMIO_USER: 'portal' },
      ['DREMIO_PASSWORD is missing; Dremio needs'],
    ],
    [
      { DREMIO_USER: 'portal', DREMIO_PASSWORD: 'p' },
      ['DREMIO_URL is missing beside DREMIO_USER, DREMIO_PASSWORD'],
    ],
    [{ DREMIO_FLIGHT_URL: 'grpc://d.example:32010' }, ['DREMIO_URL is missing beside DREMIO_FLIGHT_URL']],
    [
      { DREMIO_URL: 'https://d.example', DREMIO_TOKEN: 't', DREMIO_USER: 'portal', DREMIO_PASSWORD: 'p' },
      ['DREMIO_TOKEN stands beside DREMIO_USER'],
    ],
    [
      { DREMIO_URL: 'https://d.example', DREMIO_PROJECT: 'p', DREMIO_USER: 'portal', DREMIO_PASSWORD: 'p' },
      ['DREMIO_TOKEN is missing; Dremio Cloud'],
    ],
    [
      {
        DREMIO_URL: 'https://api.dremio.cloud',
        DREMIO_TOKEN: 't',
        DREMIO_PROJECT: 'p',
        DREMIO_FLIGHT_URL: 'grpc+tls://data.dremio.cloud:443',
      },
      ['DREMIO_FLIGHT_URL cannot stand beside DREMIO_PROJECT'],
    ],
    [
      {
        DREMIO_URL: 'https://d.example',
        DREMIO_TOKEN: 't',
        DREMIO_SCHEMA: 'a..b',
        DREMIO_FLIGHT_URL: 'https://d.example',
      },
      ['DREMIO_SCHEMA must be a path', 'DREMIO_FLIGHT_URL must be a URL that begins with grpc://'],
    ],
  ])('takes Dremio whole or not at all: %o', (given, expected) => {
    const problems = problemsOf({ ...good, ...given })
    expect(problems).toEqual(expected.map((text) => expect.stringContaining(text)))
  })

  it.each<[Record<string, string>, string[]]>([
    [{ ...SUPERSET, SUPERSET_GUEST_SECRET: 's'.repeat(32) }, []],
    [{ ...SUPERSET, SUPERSET_TOKENS: 'asked', SUPERSET_PUBLIC_URL: 'https://bi.example' }, []],
    [{ SUPERSET_TOKEN_SECONDS: '60', SUPERSET_GUEST_AUDIENCE: 'portal' }, []],
    [SUPERSET, ["SUPERSET_GUEST_SECRET is missing: give it the value of Superset's"]],
    [{ ...SUPERSET, SUPERSET_GUEST_SECRET: 'short' }, ['SUPERSET_GUEST_SECRET must be at least 32']],
    [
      { SUPERSET_URL: 'https://s.example', SUPERSET_TOKENS: 'asked' },
      ['SUPERSET_USER is missing; Superset needs', 'SUPERSET_PASSWORD is missing; Superset needs'],
    ],
    [{ SUPERSET_USER: 'portal' }, ['SUPERSET_URL is missing beside SUPERSET_USER']],
    [
      { SUPERSET_TOKENS: 'made', SUPERSET_TOKEN_SECONDS: '301' },
      ['SUPERSET_TOKENS ', 'SUPERSET_TOKEN_SECONDS '],
    ],
  ])('takes Superset whole or not at all: %o', (given, expected) => {
    const problems = problemsOf({ ...good, ...given })
    expect(problems).toEqual(expected.map((text) => expect.stringContaining(text)))
  })

  it('says of a system that this version does not speak to that it is not supported, rather than nothing', () => {
    const problems = problemsOf({
      ...good,
      SUPERSET_TOKEN_FILE: '/run/secrets/superset',
      DAGSTER_GRAPHQL_URL: 'http://dagster.example',
      DAGSTER_URL: '',
      // Set wherever those programs run, and none of the portal's business.
      DAGSTER_HOME: '/opt/dagster',
      SUPERSET_CONFIG_PATH: '/app/superset_config.py',
    })
    expect(problems).toHaveLength(2)
    for (const name of ['SUPERSET_TOKEN_FILE', 'DAGSTER_GRAPHQL_URL']) {
      expect(problems).toContainEqual(expect.stringMatching(`^${name} is not supported by this version`))
    }
  })

  it('reads a mounted secret by NAME_FILE, without its last newline', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'pergola-env-')), 'secret')
    writeFileSync(file, `${'s'.repeat(40)}\n`)
    expect(parseEnv({ ...good, AUTH0_SECRET: undefined, AUTH0_SECRET_FILE: file }).AUTH0_SECRET).toBe(
      's'.repeat(40),
    )
  })

  it('says which mounted secret cannot be read', () => {
    const problems = problemsOf({ ...good, AUTH0_SECRET: undefined, AUTH0_SECRET_FILE: '/nowhere/at/all' })
    expect(problems).toContain('AUTH0_SECRET_FILE cannot be read (ENOENT)')
  })
})
