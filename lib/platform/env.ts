import { readFileSync } from 'node:fs'
import { ENV_GROUPS, ENV_NAMES, type Env, envSchema, notSupported } from './env-schema'

export class EnvError extends Error {
  /** One line a variable: its name and what is wrong, never its value. */
  readonly problems: string[]

  constructor(problems: string[]) {
    super(`The environment is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'EnvError'
    this.problems = problems
  }
}

/**
 * Reads and checks an environment. Empty means unset; `NAME_FILE` names a file that holds the value (mounted secrets).
 * @throws EnvError naming each bad variable, never a value.
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const raw: Record<string, string> = {}
  const problems = Object.keys(source).flatMap((name) => (source[name] ? (notSupported(name) ?? []) : []))
  for (const name of ENV_NAMES) {
    const direct = source[name]
    const file = source[`${name}_FILE`]
    if (direct) raw[name] = direct
    else if (file) {
      try {
        raw[name] = readFileSync(file, 'utf8').trim()
      } catch (error) {
        problems.push(`${name}_FILE cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`)
      }
    }
  }
  const parsed = envSchema.safeParse(raw)
  if (parsed.success && problems.length === 0) return parsed.data
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = issue.path.join('.')
      problems.push(
        raw[name] === undefined && issue.code === 'invalid_type'
          ? `${name} is missing`
          : `${name} ${issue.message}`,
      )
    }
  }
  throw new EnvError(problems)
}

let parsed: Env | undefined

/** The process's environment, checked once. */
export function env(): Env {
  parsed ??= parseEnv(process.env)
  return parsed
}

/** True under `next dev`, whose React needs eval. Nothing else hangs on it. */
export const IS_DEVELOPMENT = process.env.NODE_ENV === 'development'

/** The log level by itself, so that modules can be loaded before the rest of the environment is complete (the CLI). */
export function logLevel(): Env['LOG_LEVEL'] {
  return ENV_GROUPS.server.LOG_LEVEL.catch('info').parse(process.env.LOG_LEVEL || undefined)
}

/** The installation's own folder by itself, for commands that need nothing else of the environment. */
export function dataDir(): string {
  return ENV_GROUPS.server.PERGOLA_DATA_DIR.parse(process.env.PERGOLA_DATA_DIR || undefined)
}

/** The folder that the command line was called from: paths that were typed are meant from there. */
export function calledFrom(): string {
  return process.env.PERGOLA_CALLED_FROM ?? process.cwd()
}
