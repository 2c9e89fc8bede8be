import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { CliCommand, CliInput } from './command'

export type Invocation = { command: CliCommand; input: CliInput; json: boolean }

/** What a command line asks for: to run something, or words to print and an exit code. */
export type Parsed =
  | { kind: 'run'; invocation: Invocation }
  | { kind: 'words'; stdout: string; stderr: string; exitCode: 0 | 2 }

/** Reads a command line against the table of commands. Help is exit 0; anything not understood is exit 2. */
export function parseCommandLine(commands: readonly CliCommand[], argv: readonly string[]): Parsed {
  let stdout = ''
  let stderr = ''
  let invocation: Invocation | undefined
  const program = new Command('pergola')
    .description("The portal's command line. Data goes to stdout, words to stderr.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        stdout += text
      },
      writeErr: (text) => {
        stderr += text
      },
    })
  for (const command of commands) {
    addCommand(program, command, (found) => {
      invocation = found
    })
  }
  program.addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 wrong use.\n')
  try {
    program.parse([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    const asked = error.code === 'commander.helpDisplayed' || error.code === 'commander.version'
    return { kind: 'words', stdout, stderr, exitCode: asked ? 0 : 2 }
  }
  if (invocation === undefined) {
    return { kind: 'words', stdout, stderr: stderr || program.helpInformation(), exitCode: 2 }
  }
  return { kind: 'run', invocation }
}

function groupFor(parent: Command, name: string): Command {
  const known = parent.commands.find((candidate) => candidate.name() === name)
  return known ?? parent.command(name).description(`Commands about ${name}`).copyInheritedSettings(parent)
}

function addCommand(program: Command, definition: CliCommand, found: (invocation: Invocation) => void): void {
  const groups = definition.path.slice(0, -1)
  const parent = groups.reduce(groupFor, program)
  const command = parent
    .command(definition.path.at(-1) ?? '')
    .description(definition.summary)
    .copyInheritedSettings(parent)
    .allowExcessArguments(false)
    .showSuggestionAfterError()
    .addHelpText('after', `\nExample:\n  ${definition.example}\n`)
  for (const { name, description, required = true, variadic } of definition.arguments ?? []) {
    const spec = variadic ? `${name}...` : name
    command.argument(required ? `<${spec}>` : `[${spec}]`, description)
  }
  for (const { flags, description, required, repeatable } of definition.options ?? []) {
    const option = new Option(flags, description).makeOptionMandatory(required ?? false)
    if (repeatable) {
      option.argParser<string[]>((value, previous) => [...(previous ?? []), value])
    } else if (option.required) {
      option.argParser<string>((value, previous) => {
        if (previous !== undefined) throw new InvalidArgumentError('It was given twice.')
        return value
      })
    }
    command.addOption(option)
  }
  command.option('--json', 'print JSON')
  command.action(() => {
    const input: Record<string, unknown> = { ...command.opts() }
    for (const [index, argument] of (definition.arguments ?? []).entries()) {
      input[camelCase(argument.name)] = command.processedArgs[index]
    }
    const { json, ...rest } = input
    found({ command: definition, input: rest, json: json === true })
  })
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}

/** @throws Error when two commands share a path or one's example does not call it: a fault of the table itself. */
export function checkTable(commands: readonly CliCommand[]): void {
  const paths = commands.map((command) => command.path.join(' '))
  const twice = paths.find((path, index) => paths.indexOf(path) !== index)
  if (twice !== undefined) throw new Error(`Two commands are called "${twice}".`)
  for (const command of commands) {
    const parsed = parseCommandLine(commands, splitWords(command.example.replace(/^(npx )?pergola /, '')))
    if (parsed.kind !== 'run' || parsed.invocation.command !== command) {
      throw new Error(`The example of "${command.path.join(' ')}" does not call it: ${command.example}`)
    }
  }
}

/** Splits a line at blanks, quotes kept together: enough for the examples in the table. */
export function splitWords(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  )
}
