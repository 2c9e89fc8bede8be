import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, expect, it } from 'vitest'
import { freePort } from '@/start/free-port'

let child: ChildProcess | undefined

afterEach(() => child?.kill('SIGKILL'))

/** A process with two parts and a server whose answer takes a while. */
const PROGRAM = `
  const { createServer } = await import('node:http')
  const { startRequestLog } = await import('./lib/platform/request-log.ts')
  const { installShutdown, onShutdown } = await import('./lib/platform/shutdown.ts')
  startRequestLog()
  installShutdown()
  const say = (words) => process.stdout.write(words + '\\n')
  onShutdown('a part that fails', async () => { say('failing'); throw new Error('out of order') })
  onShutdown('the last', async () => say('last'))
  onShutdown('the first', async () => { say('told at once'); await new Promise((done) => setTimeout(done, 1_500)); say('at once, ended') }, { atOnce: true })
  const server = createServer((_request, response) => { say('asked'); setTimeout(() => { say('answered'); response.end() }, 1_000) })
  server.listen(Number(process.env.PORT), 'localhost', () => say('listening'))`

it('answers what is in flight, told twice as well, while what takes its time is ending', async () => {
  const port = await freePort()
  const module = `(async () => {${PROGRAM}})()`
  child = spawn(process.execPath, ['--import', 'tsx', '--eval', module], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: String(port), LOG_LEVEL: 'silent' },
  })
  const said: string[] = []
  const until = (words: string) => expect.poll(() => said, { timeout: 20_000, interval: 10 }).toContain(words)
  if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', (line) => said.push(line))
  const ended = once(child, 'exit')
  await until('listening')
  const answer = fetch(`http://localhost:${port}`)
  await until('asked')
  child.kill('SIGTERM')
  await until('told at once')
  child.kill('SIGTERM')
  expect((await answer).status).toBe(200)
  expect(await ended).toEqual([0, null])
  expect(said).toEqual([
    'listening',
    'asked',
    'told at once',
    'answered',
    'at once, ended',
    'last',
    'failing',
  ])
})
