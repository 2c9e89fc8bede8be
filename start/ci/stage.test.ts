import { describe, expect, it } from 'vitest'
import { check, lanes, runStages, suite, vitest } from './stage'

function collect(): { text: () => string; write: (text: string) => void } {
  let all = ''
  return {
    text: () => all,
    write: (text) => {
      all += text
    },
  }
}

describe('the suite', () => {
  it('adds up its stages and ends with one line', async () => {
    const { text, write } = collect()
    const stages = [
      { name: 'one', run: async () => ({ passed: 3, failed: 0 }) },
      { name: 'two', run: async () => ({ passed: 1, failed: 2 }) },
    ]
    expect(await runStages(stages, write)).toMatchObject({ passed: 4, failed: 2 })
    expect(text().endsWith('\nFailed: two\n\n4 passed, 2 failed\n')).toBe(true)
  })

  it('counts a stage that breaks, one that ran nothing and one that could not run as failed', async () => {
    const { write } = collect()
    const breaks = () => Promise.reject(new Error('no such program'))
    const stages = [
      { name: 'breaks', run: breaks },
      { name: 'empty', run: async () => ({ passed: 0, failed: 0 }) },
      { name: 'after', needs: ['breaks'], run: async () => ({ passed: 9, failed: 0 }) },
    ]
    expect(await runStages(stages, write)).toMatchObject({ passed: 0, failed: 3 })
  })

  it('runs lanes at once, each in order, and tells and counts every stage of them', async () => {
    const { text, write } = collect()
    const order: string[] = []
    const opened = Promise.withResolvers<void>()
    const stage = (name: string, failed: number, before: () => Promise<void> = async () => {}) => ({
      name,
      run: async () => {
        await before()
        order.push(name)
        return { passed: 1, failed }
      },
    })
    const waits = stage('waits for the other lane', 0, () => opened.promise)
    const opens = stage('opens', 1, async () => void setImmediate(opened.resolve))
    const both = lanes('both', [[waits, stage('after', 0)], [opens]], write)
    expect(await runStages([both], write)).toMatchObject({ passed: 3, failed: 1 })
    expect(order).toEqual(['opens', 'waits for the other lane', 'after'])
    expect(text()).toContain('── opens: 1 passed, 1 failed')
  })

  it('takes the exit code of a program as its verdict', async () => {
    const { write } = collect()
    const program = (code: number) => ({ command: process.execPath, args: ['-e', `process.exit(${code})`] })
    expect(await runStages([check('good', program(0)), check('bad', program(3))], write)).toMatchObject({
      passed: 1,
      failed: 1,
    })
  })

  it('adds the counts that another suite closes with, and fails one that closes otherwise', async () => {
    const { write } = collect()
    const says = (words: string, code = 0) => ({
      command: process.execPath,
      args: ['-e', `process.stdout.write(${JSON.stringify(words)}); process.exitCode = ${code}`],
    })
    const stages = [
      suite('good', says('noise\n\n7 passed, 0 failed\n')),
      suite('bad', says('2 passed, 3 failed\n', 1)),
      suite('silent', says('all fine\n')),
      suite('lying', says('1 passed, 0 failed\n', 9)),
    ]
    expect(await runStages(stages, write)).toMatchObject({ passed: 10, failed: 5 })
  })

  it('tells what failed again before its last line, also what another suite told', async () => {
    const { text, write } = collect()
    const inner = collect()
    const failures = ['e2e/one.spec.ts:7: shows it\nexpected 1 to be 2\nat line 9', 'lib/two.test.ts: adds']
    await runStages([{ name: 'inner', run: async () => ({ passed: 1, failed: 2, failures }) }], inner.write)
    const printed = inner.text()
    const outer = [
      suite('outer', {
        command: process.execPath,
        args: ['-e', `process.stdout.write(${JSON.stringify(printed)}); process.exitCode = 1`],
      }),
    ]
    expect(await runStages(outer, write)).toMatchObject({ passed: 1, failed: 2 })
    const told =
      '\nWhat failed:\n- e2e/one.spec.ts:7: shows it\n    expected 1 to be 2\n    at line 9\n- lib/two.test.ts: adds\n'
    expect(printed.endsWith(`${told}\nFailed: inner\n\n1 passed, 2 failed\n`)).toBe(true)
    expect(text().endsWith(`${told}\nFailed: outer\n\n1 passed, 2 failed\n`)).toBe(true)
  })

  it('fails a run of vitest in which no test was found', async () => {
    const { write } = collect()
    const nothing = vitest('nothing', ['--project', 'unit', 'no-such-test-anywhere', '--silent'])
    expect((await runStages([nothing], write)).failed).toBe(1)
  }, 30_000)
})
