import { resolve } from 'node:path'
import { DEMO_ACCOUNTS } from '@/local/oidc/accounts'
import { type House, startHouse } from './house'
import { createReport } from './report'
import { readEnvironment } from './settings'
import { StartError } from './start-error'

// `npm start` and `npm run dev` (--dev).
const repository = resolve(import.meta.dirname, '..')
const isDevelopment = process.argv.includes('--dev')
const report = createReport((line) => console.log(line))

function printWelcome(house: House, seconds: number): void {
  console.log(`\nPergola is ready after ${seconds.toFixed(1)} s at ${house.url}\n`)
  if (house.settings.embedded.signIn) {
    console.log('Sign in as one of these demo accounts; they have no passwords and serve this machine only:')
    for (const { login, words } of DEMO_ACCOUNTS) console.log(`  ${login.padEnd(10)} ${words}`)
    console.log('')
  }
  console.log(`Data, secrets and logs are in ${house.settings.dataDir}. Ctrl-C stops everything.`)
}

function explain(error: unknown): void {
  console.error(
    error instanceof StartError
      ? `\nPergola cannot start. ${error.message}`
      : `\nPergola cannot start, by a fault of its own: ${error instanceof Error ? error.stack : String(error)}`,
  )
}

/** Resolves at the first Ctrl-C or request to end; a second Ctrl-C ends at once. */
function untilTold(): Promise<string> {
  return new Promise((tell) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      let times = 0
      process.on(signal, () => {
        times += 1
        if (times > 2) process.exit(1)
        tell(signal)
      })
    }
  })
}

/** Whoever read our lines may be gone (a closed terminal, `| head`): the parts are still to be ended in order. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}

async function main(): Promise<number> {
  const startedAt = performance.now()
  outliveReaders()
  const told = untilTold()
  console.log(`Pergola${isDevelopment ? ' (development)' : ''}`)
  const starting = startHouse({ repository, given: readEnvironment(repository), isDevelopment, report })
  const house = await Promise.race([starting, told.then(() => undefined)])
  if (house === undefined) {
    console.log('\nStopping …')
    await starting.then((late) => late.stop()).catch(() => {})
    console.log('Stopped.')
    return 0
  }
  printWelcome(house, (performance.now() - startedAt) / 1000)
  const ending = await Promise.race([told, house.failed.catch((error: unknown) => error)])
  if (typeof ending !== 'string') explain(ending)
  console.log('\nStopping: the portal finishes what is under way …')
  await house.stop()
  console.log('Stopped.')
  return typeof ending === 'string' ? 0 : 1
}

process.exitCode = await main().catch((error: unknown) => {
  explain(error)
  return 1
})
process.exit()
