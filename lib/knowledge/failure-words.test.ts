import { describe, expect, it } from 'vitest'
import { CONNECTOR_CODES } from '@/lib/connectors/errors'
import { failureWords } from './failure-words'

describe('words for failures', () => {
  it.each(CONNECTOR_CODES.filter((code) => code !== 'NOT_A_READ'))('%s has words of its own', (code) => {
    expect(failureWords(code).what).not.toBe(failureWords('something new').what)
  })
})
