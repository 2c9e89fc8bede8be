import { spawn } from 'node:child_process'
import { basename } from 'node:path'
import { StartError } from '../../start-error'

const TAIL_CHARACTERS = 4_000

/** The whole environment of the program; ours when there is none. */
export type RunOptions = { env?: Record<string, string> }

/**
 * Runs a program to its end; answers what it wrote to its standard output.
 * @throws StartError with its last words
 */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: options.env === undefined ? process.env : { ...options.env, NODE_ENV: 'production' },
    })
    let said = ''
    let tail = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk
      tail = (tail + chunk).slice(-TAIL_CHARACTERS)
    })
    child.stderr.on('data', (chunk: Buffer) => {
      tail = (tail + chunk).slice(-TAIL_CHARACTERS)
    })
    child.once('error', (error) => reject(new StartError(`${program} cannot be run: ${error.message}.`)))
    child.once('close', (code) => {
      if (code === 0) return resolve(said)
      const words = tail.trim().split('\n').slice(-25).join('\n  ')
      reject(new StartError(`${basename(program)} ${args[0] ?? ''} failed (${code}):\n  ${words}`))
    })
  })
}
