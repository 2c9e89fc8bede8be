import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

export type Counts = {
  passed: number
  failed: number
  /** What failed, one text each: its name in the first line, then what was said of it. */
  failures?: readonly string[]
}

/** What vitest's JSON reporter writes, as far as it is read here. */
export type VitestReport = {
  numPassedTests: number
  testResults: readonly {
    name: string
    status: string
    message?: string
    assertionResults: readonly {
      fullName: string
      status: string
      failureMessages?: readonly string[] | null
    }[]
  }[]
}

/** Counts of a run of vitest, and what failed: a test, or a file that could not be run. */
export function countsOfVitest(report: VitestReport): Counts {
  const failures = report.testResults.flatMap(({ name: path, status, message, assertionResults }) => {
    const name = relative(process.cwd(), path)
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (failed.length === 0) return status === 'failed' ? [told(name, message)] : []
    return failed.map((test) => told(`${name}: ${test.fullName}`, test.failureMessages?.join('\n')))
  })
  return { passed: report.numPassedTests, failed: failures.length, failures }
}

type PlaywrightSuite = {
  suites?: readonly PlaywrightSuite[]
  specs?: readonly {
    file: string
    line: number
    title: string
    tests: readonly {
      status: string
      results: readonly { status: string; errors?: readonly { message?: string }[] }[]
    }[]
  }[]
}

/** What Playwright's JSON reporter writes, as far as it is read here. */
export type PlaywrightReport = PlaywrightSuite & {
  stats: { expected: number; unexpected: number; flaky: number }
  errors?: readonly { message?: string }[]
}

/** Counts of a run of Playwright, and what failed; a test that passed only when tried again counts as failed. */
export function countsOfPlaywright(report: PlaywrightReport): Counts {
  const outside = (report.errors ?? []).map(({ message }) => told('outside any test', message))
  const { expected, unexpected, flaky } = report.stats
  return { passed: expected, failed: unexpected + flaky, failures: [...outside, ...failuresOf(report)] }
}

function failuresOf({ suites = [], specs = [] }: PlaywrightSuite): string[] {
  const own = specs.flatMap(({ file, line, title, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) => {
        const messages = results.flatMap(({ errors = [] }) => errors.map(({ message }) => message ?? ''))
        return told(`${file}:${line}: ${title}`, messages.join('\n'))
      }),
  )
  return [...suites.flatMap(failuresOf), ...own]
}

function told(name: string, message = ''): string {
  const ours = message.split('\n').filter((line) => !line.includes('/node_modules/'))
  return stripVTControlCharacters([name, ...ours].join('\n')).trim()
}
