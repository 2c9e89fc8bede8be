import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { writeWhole } from '../../data-folder'
import { StartError } from '../../start-error'
import { run } from './run'

/** The versions that are started and tested, each with the whole of what it needs, pinned and hashed. */
export const SUPERSET_REQUIREMENTS = {
  '6.1.0': 'deploy/superset/requirements.txt',
  '6.0.0': 'start/upstreams/superset/requirements-6.0.0.txt',
} as const

export type SupersetVersion = keyof typeof SUPERSET_REQUIREMENTS

/**
 * Installs Superset from PyPI into a Python environment of its own (its pins do not go with those of other servers) and
 * answers the folder of its programs. What an interrupted installation left is made anew.
 * @throws StartError with the remedy
 */
export async function installSuperset(
  version: SupersetVersion,
  say: (words: string) => void,
): Promise<string> {
  const requirements = resolve(SUPERSET_REQUIREMENTS[version])
  const environment = resolve('.venv', `superset-${version}`)
  const programs = join(environment, 'bin')
  const stamp = join(environment, 'installed')
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return programs
  say(`  ${packagesIn(requirements)} packages are fetched and installed …`)
  rmSync(environment, { recursive: true, force: true })
  await requirePython()
  // Copies: a link out of the repository would end Next's build, which follows what it finds.
  await run('python3', ['-m', 'venv', '--copies', environment])
  // Not compiled beforehand: half of the modules are never imported, and those that are, are kept when they are.
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-compile',
    '--disable-pip-version-check',
    '--require-hashes',
  ]
  await run(join(programs, 'python'), [...pip, '--requirement', requirements])
  writeWhole(stamp, wanted, 0o644)
  return programs
}

const packagesIn = (requirements: string) => readFileSync(requirements, 'utf8').match(/^\S+==/gm)?.length ?? 0

async function requirePython(): Promise<void> {
  const question = 'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info < (3, 13))'
  await run('python3', ['-c', question]).catch(() => {
    throw new StartError(
      'Superset needs Python 3.10, 3.11 or 3.12 with venv as `python3`: install it (Debian: apt-get install python3-venv).',
    )
  })
}
