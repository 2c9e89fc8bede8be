import { describe, expect, it } from 'vitest'
import { countsOfPlaywright, countsOfVitest } from './reports'

describe('the counts of a report', () => {
  it('names the tests of vitest that failed, and the files that did not run', () => {
    const report = {
      numPassedTests: 2,
      testResults: [
        {
          name: `${process.cwd()}/lib/one.test.ts`,
          status: 'failed',
          message: '',
          assertionResults: [
            { fullName: 'one adds', status: 'passed', failureMessages: [] },
            {
              fullName: 'one takes',
              status: 'failed',
              failureMessages: ['\u001b[31mexpected 1\u001b[39m to be 2'],
            },
          ],
        },
        {
          name: `${process.cwd()}/lib/two.test.ts`,
          status: 'failed',
          message: 'no such module',
          assertionResults: [],
        },
        { name: `${process.cwd()}/lib/three.test.ts`, status: 'passed', assertionResults: [] },
      ],
    }
    expect(countsOfVitest(report)).toEqual({
      passed: 2,
      failed: 2,
      failures: ['lib/one.test.ts: one takes\nexpected 1 to be 2', 'lib/two.test.ts\nno such module'],
    })
  })

  it('names the tests of Playwright that failed, one that passed at the second try too, and what broke outside any', () => {
    const spec = (title: string, status: string) => ({
      file: 'sign-in.spec.ts',
      line: 7,
      title,
      tests: [
        {
          status,
          results: [{ status: 'failed', errors: [{ message: 'not visible' }] }, { status: 'passed' }],
        },
      ],
    })
    const report = {
      stats: { expected: 1, unexpected: 1, flaky: 1 },
      errors: [{ message: 'the house did not start' }],
      suites: [
        {
          specs: [spec('good', 'expected')],
          suites: [{ specs: [spec('bad', 'unexpected'), spec('late', 'flaky')] }],
        },
      ],
    }
    expect(countsOfPlaywright(report)).toEqual({
      passed: 1,
      failed: 2,
      failures: [
        'outside any test\nthe house did not start',
        'sign-in.spec.ts:7: bad\nnot visible',
        'sign-in.spec.ts:7: late\nnot visible',
      ],
    })
  })
})
