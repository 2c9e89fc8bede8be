import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { failureWords } from './failure-words'

// As in docs/connectors/fibery.md, and what a run that died leaves behind.
const CODES = [
  ...['UNREACHABLE', 'CONNECTION_CUT', 'TIMEOUT', 'UNAUTHORIZED', 'FORBIDDEN', 'RATE_LIMITED', 'REDIRECTED'],
  ...[
    'SERVER_ERROR',
    'SERVER_FAULT',
    'HTTP_STATUS',
    'WRONG_CONTENT_TYPE',
    'NOT_JSON',
    'TOO_LARGE',
    'GRAPHQL_ERRORS',
    'GRAPHQL_REFUSED',
    'NO_DATA',
  ],
  ...['SHAPE', 'TYPE_TOO_DEEP', 'BAD_NAME', 'LIMITER_FULL', 'BREAKER_OPEN', 'ABANDONED'],
]

describe('words for failures', () => {
  it.each(CODES)('%s has words of its own', (code) => {
    expect(failureWords(code).what).not.toBe(failureWords('something new').what)
  })

  it.each(CODES)('%s is told in docs/connectors/fibery.md in the same words', (code) => {
    const rows = readFileSync('docs/connectors/fibery.md', 'utf8').split('\n')
    const row = rows.find((line) => line.includes(`\`${code}\``) && line.includes(failureWords(code).what))
    expect(row).toBeDefined()
  })

  it('a refusal is told as what it is of: a space, or its entities', () => {
    const ofEntities = failureWords('GRAPHQL_REFUSED', 'entities')
    expect(ofEntities.what).not.toBe(failureWords('GRAPHQL_REFUSED').what)
    expect(readFileSync('docs/connectors/fibery.md', 'utf8')).toContain(ofEntities.what)
    expect(failureWords('TIMEOUT', 'entities')).toEqual(failureWords('TIMEOUT'))
  })

  it('an unknown code is told as a failure all the same', () => {
    expect(failureWords('something new')).toMatchObject({ what: 'The last attempt failed.' })
  })
})
