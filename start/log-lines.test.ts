import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

function linesOf(program: string, env: Record<string, string> = {}): Record<string, unknown>[] {
  const args = ['--import', resolve('start/log-lines.ts'), '--input-type=module', '--eval', program]
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...env, PATH: process.env.PATH, NODE_ENV: 'test' },
  })
  expect(stderr).toBe('')
  return stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

it('makes one JSON object a line of whatever is printed: banners, faults with their stacks, warnings of Node', () => {
  const lines = linesOf(`
    console.log('\\u001b[1mNext\\u001b[0m\\n- Local: http://localhost')
    console.log()
    console.error(' ⨯', new Error('first line\\nsecond line', { cause: new Error('beneath') }))
    process.emitWarning('something is old')
  `)
  expect(lines.map(({ level }) => level)).toEqual(['info', 'error', 'warn'])
  expect(lines[0]?.msg).toBe('Next\n- Local: http://localhost')
  expect(lines[1]?.msg).toMatch(/first line\nsecond line[\s\S]*beneath/)
  expect(lines[2]?.msg).toContain('something is old')
})

it('keeps to the level that is asked for', () => {
  const program = `console.log('a'); console.warn('b'); console.error('c')`
  expect(linesOf(program, { LOG_LEVEL: 'error' }).map(({ msg }) => msg)).toEqual(['c'])
  expect(linesOf(program, { LOG_LEVEL: 'silent' })).toEqual([])
})
