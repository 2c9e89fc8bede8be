import { expect, it } from 'vitest'
import { AppError } from '@/lib/platform/errors'
import { CliUsageError } from './command'
import type { House } from './environment'
import { adviceFor, describeFailure } from './failure'

const missingTable = Object.assign(new Error('The table `public.product` does not exist'), { code: 'P2021' })

it('says that a database was never migrated, and what to do, instead of naming a table', () => {
  for (const error of [
    missingTable,
    Object.assign(new Error('relation "app_user" does not exist'), { code: '42P01' }),
    Object.assign(new Error('asked in vain'), { cause: missingTable }),
  ]) {
    const { words, exitCode } = describeFailure(error, 'r-1')
    expect(exitCode).toBe(1)
    expect(words).toContain('Start the portal of the same version on it once')
    expect(words).not.toContain('does not exist')
  }
})

it('tells wrong use from failure by its exit code', () => {
  expect(describeFailure(new CliUsageError('no such option'), 'r-1')).toEqual({
    words: 'no such option',
    exitCode: 2,
  })
  expect(
    describeFailure(new AppError('VALIDATION', { fieldErrors: { code: ['is taken'] } }), 'r-1'),
  ).toMatchObject({
    words: expect.stringContaining('  code: is taken'),
    exitCode: 2,
  })
  expect(describeFailure(new AppError('NOT_FOUND'), 'r-1')).toMatchObject({
    words: expect.stringContaining('request id: r-1'),
    exitCode: 1,
  })
})

it('tells a system that is not connected from a failure: JSON of its own, and what connects it', () => {
  const superset = new AppError('NOT_CONFIGURED', { details: { system: 'superset' } })
  const { words, exitCode, data } = describeFailure(superset, 'r-1')
  expect(exitCode).toBe(1)
  expect(words).toContain(
    'Superset is not connected. Set SUPERSET_URL, SUPERSET_USER, SUPERSET_PASSWORD, and either',
  )
  expect(words).not.toContain('administrator')
  expect(data).toEqual({
    asked: false,
    system: 'superset',
    code: 'NOT_CONFIGURED',
    remedy: expect.stringContaining('npm run upstreams -- superset'),
  })
  expect(describeFailure(new AppError('NOT_CONFIGURED'), 'r-1')).toMatchObject({
    exitCode: 1,
    data: { asked: false },
  })
})

it('advises to start the embedded parts only for what is embedded', () => {
  const house = { settings: { embedded: { fibery: true } } } as House
  const of = (system: string) => adviceFor(new AppError('NOT_CONFIGURED', { details: { system } }), house)
  expect(of('fibery')).toContain('npm start')
  expect(of('superset')).toBeUndefined()
})
