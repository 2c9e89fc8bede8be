import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { exportJWK, generateKeyPair, type JWK } from 'jose'

/** The provider's signing keys, made at its first start and kept, so that tokens outlive a restart. */
export async function readSigningKeys(file: string): Promise<{ keys: JWK[] }> {
  if (existsSync(file)) {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as { keys: JWK[] }
    } catch {
      // Damaged: new keys are made, and whoever is signed in signs in again.
    }
  }
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = await exportJWK(privateKey)
  const keys = { keys: [{ ...jwk, alg: 'RS256', use: 'sig', kid: `demo-${Date.now()}` }] }
  writeFileSync(`${file}.part`, JSON.stringify(keys), { mode: 0o600 })
  renameSync(`${file}.part`, file)
  return keys
}
