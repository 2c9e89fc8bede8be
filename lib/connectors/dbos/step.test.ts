import { describe, expect, it } from 'vitest'
import { AppError } from '@/lib/platform/errors'
import { mayPass } from './step'

describe('a step that failed', () => {
  it('is repeated after a fault that may pass', () => {
    expect(mayPass(new Error('connection reset'))).toBe(true)
    expect(mayPass(new AppError('DATABASE_UNAVAILABLE'))).toBe(true)
    expect(mayPass(new AppError('UPSTREAM_TIMEOUT'))).toBe(true)
    expect(mayPass(new AppError('RATE_LIMITED'))).toBe(true)
  })

  it('is not repeated when asking again is no use', () => {
    expect(mayPass(new AppError('NOT_CONFIGURED'))).toBe(false)
    expect(mayPass(Object.assign(new Error('401'), { retryable: false }))).toBe(false)
    const cause = Object.assign(new Error('401'), { retryable: false })
    expect(mayPass(new AppError('UPSTREAM_FAILED', { cause }))).toBe(false)
  })
})
