import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { hmac } from './canonical'
import type { LastVerification } from './model'
import type { SealDeps } from './sealing'
import type { Verification } from './verification'

const verdictSchema = z.object({
  record: z.string(),
  at: z.iso.datetime(),
  position: z.string(),
  faults: z.int().min(0),
  mac: z.string(),
})

type Where = Pick<SealDeps, 'keys' | 'folder'>

function macOf({ keys }: Where, verdict: Omit<z.infer<typeof verdictSchema>, 'mac'>): string {
  const { record, at, position, faults } = verdict
  return hmac(keys.checkpoint, ['pergola-audit-verdict-v1', record, at, position, String(faults)])
}

/** Keeps a verification's outcome, signed, beside the checkpoints. */
export async function writeLastVerification(where: Where, verification: Verification): Promise<void> {
  const verdict = {
    record: verification.record,
    at: verification.at.toISOString(),
    position: String(verification.lastPosition),
    faults: Object.values(verification.faultCounts).reduce((sum, count) => sum + count, 0),
  }
  const path = join(where.folder, 'verified.json')
  await mkdir(where.folder, { recursive: true, mode: 0o700 })
  await writeFile(`${path}.new`, JSON.stringify({ ...verdict, mac: macOf(where, verdict) }), { mode: 0o600 })
  await rename(`${path}.new`, path)
}

/** The last verification's outcome; null when there was none, or the file is not what was written. */
export async function readLastVerification(where: Where): Promise<LastVerification | null> {
  let content: string
  try {
    content = await readFile(join(where.folder, 'verified.json'), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    const verdict = verdictSchema.parse(JSON.parse(content))
    if (macOf(where, verdict) !== verdict.mac) return null
    return { at: new Date(verdict.at), position: BigInt(verdict.position), faults: verdict.faults }
  } catch {
    return null
  }
}
