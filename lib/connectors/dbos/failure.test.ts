import { describe, expect, it } from 'vitest'
import { AppError } from '@/lib/platform/errors'
import { describeFailure } from './failure'

describe('the words for a failure', () => {
  it("are the portal's own for its codes, with what caused it", () => {
    const error = new AppError('UPSTREAM_TIMEOUT', { cause: new Error('no answer within 5 s') })
    expect(describeFailure(error)).toEqual({
      name: 'UPSTREAM_TIMEOUT',
      message: 'The other system took too long. Try again in a moment. (no answer within 5 s)',
    })
  })

  it('are those of the last attempt when a step was repeated', () => {
    const errors = [new Error('away'), new Error('permission denied for table kb_discovery')]
    expect(describeFailure(Object.assign(new Error('exceeded'), { errors })).message).toBe(
      'permission denied for table kb_discovery',
    )
  })

  it('are what the database said, without the excerpt of the source that Prisma puts before it', () => {
    const message =
      '\nInvalid `tx.kbField.findMany()` invocation in\n/srv/snapshot.ts:22:35\n\n→ 22   const fields = await tx.kbField.findMany(\nDatabase error. Code: `42501`. Message: `permission denied for table kb_field`'
    expect(describeFailure(new Error(message)).message).toBe(
      'permission denied for table kb_field (PostgreSQL 42501)',
    )
  })

  it('are cut, and never empty', () => {
    expect(describeFailure(new Error('x'.repeat(2_000))).message).toHaveLength(500)
    expect(describeFailure('plainly').message).toBe('plainly')
  })
})
