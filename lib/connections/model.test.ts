import { describe, expect, it } from 'vitest'
import { type StoredStatus, SYSTEMS, toState } from './model'
import { remedyFor } from './remedies'
import { targetsOf } from './targets'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 10, minute))

function status(changes: Partial<StoredStatus>): StoredStatus {
  return {
    system: 'fibery',
    target: 'https://acme.fibery.io',
    lastSuccessAt: null,
    lastFailureAt: null,
    failureCode: null,
    failureDetail: null,
    latencyMs: null,
    ...changes,
  }
}

describe('how a connection stands', () => {
  const target = 'https://acme.fibery.io'

  it('is by its last answer, good or bad', () => {
    expect(toState(target, status({ lastSuccessAt: at(1) }))).toBe('working')
    expect(toState(target, status({ lastSuccessAt: at(1), lastFailureAt: at(2) }))).toBe('failing')
    expect(toState(target, status({ lastSuccessAt: at(3), lastFailureAt: at(2) }))).toBe('working')
  })

  it('is unknown until it was asked, and again once it points elsewhere', () => {
    expect(toState(target, undefined)).toBe('unknown')
    expect(toState('https://other.fibery.io', status({ lastSuccessAt: at(1) }))).toBe('unknown')
  })

  it('is not connected without a target', () => {
    expect(toState(null, status({ lastSuccessAt: at(1) }))).toBe('not connected')
  })
})

describe('where a connection points', () => {
  it('holds no user, password, query or token', () => {
    const targets = targetsOf({
      DATABASE_URL: 'postgresql://someone:s3cret@db.example.com/pergola?sslmode=require&password=again',
      AUTH0_DOMAIN: 'acme.eu.auth0.com',
      FIBERY_URL: 'https://user:s3cret@acme.fibery.io/?token=again',
      DREMIO_URL: 'https://user:s3cret@dremio.example.com:9047/?token=again',
      SUPERSET_URL: 'https://user:s3cret@superset.example.com/?token=again',
    })
    expect(targets).toMatchObject({
      postgresql: 'db.example.com:5432/pergola',
      openid: 'https://acme.eu.auth0.com/',
      fibery: 'https://acme.fibery.io',
      dremio: 'https://dremio.example.com:9047',
      superset: 'https://superset.example.com',
    })
    expect(JSON.stringify(targets)).not.toMatch(/s3cret|someone|again/)
  })
})

describe('a remedy', () => {
  it('is given for every system and code, those nobody thought of too', () => {
    for (const system of SYSTEMS) {
      for (const code of ['UNREACHABLE', 'TIMEOUT', 'UNAUTHORIZED', 'SHAPE', 'NOBODY_THOUGHT_OF_THIS']) {
        expect(remedyFor(system, code)).toMatch(/^[A-Z].{20,}\.$/)
      }
    }
  })
})
