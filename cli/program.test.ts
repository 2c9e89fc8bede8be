import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type CliCommand, CliUsageError, defineCommand } from './command'
import { checkTable, parseCommandLine, splitWords } from './program'

const verify: CliCommand = {
  path: ['audit', 'verify'],
  summary: 'Check the audit record',
  example: 'pergola audit verify --json',
  run: async () => ({ data: {} }),
}
const grant: CliCommand = {
  path: ['grant'],
  summary: 'Give a role',
  example: 'pergola grant "a person" --role admin',
  arguments: [{ name: 'who-to', description: 'whom' }],
  options: [
    { flags: '--role <role>', description: 'the role', required: true },
    { flags: '--tag <tag>', description: 'a tag', repeatable: true },
  ],
  run: async () => ({ data: {} }),
}
const table = [verify, grant]

describe('the command line', () => {
  it('finds a command by its path, with arguments and options by camel-case name', () => {
    const parsed = parseCommandLine(table, [
      'grant',
      'kim',
      '--role',
      'admin',
      '--tag',
      'a',
      '--tag',
      'b',
      '--json',
    ])
    expect(parsed).toMatchObject({
      kind: 'run',
      invocation: { json: true, input: { whoTo: 'kim', role: 'admin', tag: ['a', 'b'] } },
    })
    expect(parsed.kind === 'run' && parsed.invocation.command).toBe(grant)
  })

  it.each([
    ['no command', []],
    ['an unknown command', ['frobnicate']],
    ['a group alone', ['audit']],
    ['an unknown option', ['audit', 'verify', '--fast']],
    ['a missing argument', ['grant', '--role', 'admin']],
    ['a missing option', ['grant', 'kim']],
    ['an argument too many', ['audit', 'verify', 'now']],
    ['an option given twice', ['grant', 'kim', '--role', 'admin', '--role', 'viewer']],
  ])('calls %s wrong use: exit 2, words on stderr, nothing on stdout', (_name, argv) => {
    const parsed = parseCommandLine(table, argv)
    expect(parsed).toMatchObject({ kind: 'words', exitCode: 2, stdout: '' })
    expect(parsed.kind === 'words' && parsed.stderr).not.toBe('')
  })

  it('answers --help of every command with its example, exit 0', () => {
    for (const command of table) {
      const parsed = parseCommandLine(table, [...command.path, '--help'])
      expect(parsed).toMatchObject({ kind: 'words', exitCode: 0 })
      expect(parsed.kind === 'words' && parsed.stdout).toContain(command.example)
    }
  })

  it('refuses a table with an example that does not call its command', () => {
    expect(() => checkTable(table)).not.toThrow()
    expect(() => checkTable([{ ...verify, example: 'pergola audit check' }])).toThrow(/does not call it/)
    expect(() => checkTable([verify, verify])).toThrow(/Two commands/)
  })

  it('splits an example as a shell would', () => {
    expect(splitWords(`a "b c" 'd e' f`)).toEqual(['a', 'b c', 'd e', 'f'])
  })
})

describe('a command with a schema', () => {
  it('takes input that does not fit as wrong use, named field by field', async () => {
    const command = defineCommand({
      path: ['list'],
      summary: 'List',
      example: 'pergola list',
      schema: z.object({ limit: z.coerce.number().int() }),
      run: async (_ctx, { limit }) => ({ data: limit }),
    })
    const ctx = {} as Parameters<typeof command.run>[0]
    await expect(command.run(ctx, { limit: 'many' })).rejects.toThrow(CliUsageError)
    await expect(command.run(ctx, { limit: 'many' })).rejects.toThrow(/limit:/)
    await expect(command.run(ctx, { limit: '3' })).resolves.toEqual({ data: 3 })
  })
})
