import { existsSync } from 'node:fs'
import type { Counts } from './reports'
import { runProgram } from './stage'

const FOLDER = '.venv/ruff'
const PROGRAM = `${FOLDER}/bin/ruff`
const REQUIREMENTS = 'start/ci/python/requirements.txt'

/** Reads the repository's Python with ruff, installed once into `.venv/`, and runs the tests of it that need no Superset. */
export async function checkPython(): Promise<Counts> {
  if (!existsSync(PROGRAM)) await install()
  const codes = [
    await runProgram({ command: PROGRAM, args: ['check', '.'] }),
    await runProgram({ command: PROGRAM, args: ['format', '--check', '.'] }),
    await runProgram({ command: 'python3', args: ['-B', '-m', 'unittest', 'discover', 'deploy/superset'] }),
  ]
  const failed = codes.filter((code) => code !== 0).length
  return { passed: codes.length - failed, failed }
}

async function install(): Promise<void> {
  const made = await runProgram({ command: 'python3', args: ['-m', 'venv', '--copies', FOLDER] })
  const pip = ['install', '--quiet', '--disable-pip-version-check', '--require-hashes']
  const args = [...pip, '--requirement', REQUIREMENTS]
  const installed = made === 0 ? await runProgram({ command: `${FOLDER}/bin/pip`, args }) : made
  if (installed !== 0) throw new Error('ruff could not be installed')
}
