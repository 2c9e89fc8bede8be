import type { z } from 'zod'
import type { Ctx } from '@/lib/access/model'

/** What an operation is given when the command line calls it: the actor is `cli:<os user>`, with every right. */
export type CliCtx = Ctx & {
  /** The caller asked for JSON: a command seldom needs to know, since `data` is what JSON prints. */
  json: boolean
}

export type CliCell = string | number | bigint | boolean | null | undefined

export type CliResult = {
  /** What `--json` prints; dates and bigints are written as strings. */
  data: unknown
  /** What people see instead; without one, `data` is printed as it is. */
  table?: { columns: string[]; rows: CliCell[][] }
  /** What people see in the place of a table, line for line: a plan, a script. */
  text?: string
  /** A sentence for people, on stderr. */
  words?: string
  /** 1 when the answer is bad news (a check that found faults). Default 0. */
  exitCode?: 0 | 1
}

export type CliArgument = {
  name: string
  description: string
  /** Default true. */
  required?: boolean
  /** Takes all that follow; reaches `run` as a list. */
  variadic?: boolean
}

export type CliOption = {
  /** As commander writes them: `--role <role>`, `--from [date]`, `--force`. */
  flags: string
  description: string
  required?: boolean
  /** May be given more than once; reaches `run` as a list. */
  repeatable?: boolean
}

/** What was typed, by camel-case name, arguments and options together. */
export type CliInput = Readonly<Record<string, unknown>>

export type CliCommand = {
  /** `['audit', 'verify']` is `pergola audit verify`. */
  path: readonly [string, ...string[]]
  /** One line, in the imperative: "Check the audit record". */
  summary: string
  /** A whole line that works: `pergola audit verify --json`. */
  example: string
  arguments?: readonly CliArgument[]
  options?: readonly CliOption[]
  /** False for what runs without the portal's database. Default true. */
  needsDatabase?: boolean
  run: (ctx: CliCtx, input: CliInput) => Promise<CliResult>
}

/** The caller typed something wrong: the words go to stderr and the exit code is 2. */
export class CliUsageError extends Error {
  override readonly name = 'CliUsageError'
}

/** What `--json` prints when nothing could be asked. */
export type NotAsked = {
  asked: false
  system: string | null
  code: string
  /** What to do first, in words. */
  remedy: string
}

/**
 * Nothing could be asked: a system is not connected, gives no answer, or there is nothing yet to ask it about. Neither good
 * news nor bad: the words go to stderr, `data` to stdout when JSON was asked for, and the exit code is 1.
 */
export class CliNotAsked extends Error {
  override readonly name = 'CliNotAsked'
  readonly data: NotAsked

  constructor(words: string, data: Omit<NotAsked, 'asked'>) {
    super(words)
    this.data = { asked: false, ...data }
  }
}

/** Understood, and it cannot be done: the words go to stderr and the exit code is 1. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure'
}

/** What did not fit, by the flag that was typed, with what it takes. */
function describeIssue(issue: z.core.$ZodIssue, options: readonly CliOption[]): string {
  const [field] = issue.path
  const option = options.find(({ flags }) => flagName(flags) === field)
  if (option === undefined) return `${issue.path.join('.') || 'input'}: ${issue.message}`
  return `${option.flags.split(' ')[0]}: ${issue.message}. It takes: ${option.description}.`
}

/** `--product-group <code>` reaches a command as `productGroup`. */
function flagName(flags: string): string {
  const name = (flags.split(' ')[0] ?? '').replace(/^--/, '')
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}

/**
 * A command whose input is held to a schema: what does not fit is wrong use (exit 2), named field by field.
 * Keys are the camel-case names of arguments and options.
 */
export function defineCommand<Schema extends z.ZodType>(
  definition: Omit<CliCommand, 'run'> & {
    schema: Schema
    run: (ctx: CliCtx, input: z.output<Schema>) => Promise<CliResult>
  },
): CliCommand {
  const { schema, run, ...rest } = definition
  return {
    ...rest,
    run: async (ctx, raw) => {
      const input = schema.safeParse(raw)
      if (!input.success) {
        throw new CliUsageError(
          input.error.issues.map((issue) => describeIssue(issue, definition.options ?? [])).join('\n'),
        )
      }
      return await run(ctx, input.data)
    },
  }
}
