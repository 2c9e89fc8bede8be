import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeWhole } from '../../data-folder'

const NAMES = ['postgres', 'records', 'reader', 'sessions', 'guests', 'admin', 'service'] as const

export type SupersetSecrets = Record<(typeof NAMES)[number], string>

/** Made once, kept with the data that they open, readable by its owner only. */
export function readSupersetSecrets(dataDir: string): SupersetSecrets {
  const file = join(dataDir, 'secrets.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as SupersetSecrets
  const made = NAMES.map((name) => [name, randomBytes(24).toString('hex')])
  const secrets = Object.fromEntries(made) as SupersetSecrets
  writeWhole(file, JSON.stringify(secrets, null, 2), 0o600)
  return secrets
}
