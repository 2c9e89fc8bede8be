// Loaded into the portal's process before anything else (`--import`, or first in an image): what Next, Node and packages
// print becomes one JSON object a line, as the portal's own log is (lib/platform/logger.ts), stacks and all.
import { format, stripVTControlCharacters } from 'node:util'

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']
const METHODS = {
  trace: 'trace',
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warn',
  error: 'error',
} as const

const given = LEVELS.indexOf(process.env.LOG_LEVEL || 'info')
const threshold = given < 0 ? LEVELS.indexOf('info') : given

function write(level: string, ...words: unknown[]): void {
  if (LEVELS.indexOf(level) < threshold) return
  const msg = stripVTControlCharacters(format(...words)).trim()
  if (msg === '') return
  const line = { level, time: new Date().toISOString(), service: 'pergola', source: 'console', msg }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

for (const [method, level] of Object.entries(METHODS)) {
  console[method as keyof typeof METHODS] = (...words: unknown[]) => write(level, ...words)
}

// Node's own listener prints two lines.
process.removeAllListeners('warning')
process.on('warning', (warning) => write('warn', warning.stack ?? warning.message))
