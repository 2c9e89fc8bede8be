import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16
const VERSION = 'v1'

function sealKey(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'pergola session data v1', 32))
}

/** Encrypts a session's data (tokens included); bound to its row, so that one row's cannot stand in another's. */
export function sealSession(data: unknown, key: string, secret: string): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(ALGORITHM, sealKey(secret), iv).setAAD(Buffer.from(key))
  const body = Buffer.concat([cipher.update(JSON.stringify(data), 'utf8'), cipher.final()])
  return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`
}

/** The data, or null when it was not sealed with this secret for this row: then the session counts as none. */
export function openSession(sealed: string, key: string, secret: string): unknown {
  const [version, text] = sealed.split('.')
  if (version !== VERSION || text === undefined) return null
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length <= IV_BYTES + TAG_BYTES) return null
  try {
    const decipher = createDecipheriv(ALGORITHM, sealKey(secret), bytes.subarray(0, IV_BYTES))
      .setAAD(Buffer.from(key))
      .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    const body = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
    return JSON.parse(body.toString('utf8'))
  } catch {
    return null
  }
}
