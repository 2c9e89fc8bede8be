import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeWhole } from './data-folder'
import { StartError } from './start-error'

const secret = () =>
  z
    .string()
    .min(32)
    .default(() => randomBytes(32).toString('hex'))

/** Made once at the first start. A secret that a newer version adds is made when it is missed. */
const schema = z.object({
  session: secret(),
  auditKey: secret(),
  postgresSuperuser: secret(),
  postgresMigrator: secret(),
  postgresPortal: secret(),
  signInClient: secret(),
  signInKeys: secret(),
  fiberyToken: secret(),
})

export type Secrets = z.infer<typeof schema>

/**
 * The secrets of this installation, readable by its owner only. Losing the file loses the sessions, the embedded
 * database's passwords and the proof of the audit record: it belongs in the backup.
 */
export function readSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '{}'
  const parsed = schema.safeParse(parseJson(text))
  if (!parsed.success) {
    throw new StartError(
      `${file} is damaged: restore it from a backup, or move ${dataDir} away to begin anew.`,
    )
  }
  const next = JSON.stringify(parsed.data, null, 2)
  if (next !== text) writeWhole(file, next, 0o600)
  else if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
