import { cliCtx } from './actor'
import type { CliCommand, CliResult } from './command'
import { type House, prepareEnvironment, prepareModules } from './environment'
import { adviceFor, describeFailure } from './failure'
import { toJson, toStdout, toWords } from './output'
import { parseCommandLine } from './program'

/** Logs are for the portal: what goes wrong here is said once, on stderr. */
function silenceLogs(): void {
  process.env.LOG_LEVEL = 'silent'
}

function say(text: string): void {
  const words = toWords(text)
  process.stderr.write(words.endsWith('\n') ? words : `${words}\n`)
}

async function runCommand(
  command: CliCommand,
  input: Record<string, unknown>,
  json: boolean,
): Promise<number> {
  const ctx = cliCtx(json)
  let house: House | undefined
  try {
    if (command.needsDatabase !== false) house = await prepareEnvironment()
    const result: CliResult = await command.run(ctx, input)
    await write(toStdout(result, json))
    if (result.words) say(result.words)
    return result.exitCode ?? 0
  } catch (error) {
    const { words, exitCode, data } = describeFailure(error, ctx.requestId)
    if (json && data !== undefined) await write(toJson(data))
    say(`pergola: ${words}`)
    const advice = adviceFor(error, house)
    if (advice !== undefined) say(advice)
    if (exitCode === 2) say(`Try: pergola ${command.path.join(' ')} --help`)
    return exitCode
  } finally {
    await house?.close()
  }
}

/** Waits until the text is with the reader: `process.exit` would cut what is still in a pipe. */
async function write(text: string): Promise<void> {
  if (text === '') return
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()))
  })
}

async function main(argv: readonly string[]): Promise<number> {
  silenceLogs()
  await prepareModules()
  const { COMMANDS } = await import('./registry')
  const parsed = parseCommandLine(COMMANDS, argv)
  if (parsed.kind === 'words') {
    await write(parsed.stdout)
    if (parsed.stderr) say(parsed.stderr)
    return parsed.exitCode
  }
  const { command, input, json } = parsed.invocation
  return await runCommand(command, { ...input }, json)
}

// `pergola … | head`: the reader has what it wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})

// Pools and engines that a domain opened may keep the process: the answer is out, so it ends.
process.exit(await main(process.argv.slice(2)))
