import { mkdir, open, readFile, rename, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type AuditKeys, hmac } from './canonical'

/** A file over this size is cut back to what matters: starting points, and the latest few hundred. */
const MAX_BYTES = 262_144
const KEPT_LINES = 300

const checkpointSchema = z.object({
  v: z.literal(1),
  /** `first`: the file begins here, with rows sealed before it. `genesis`: what stood up to here was archived. */
  kind: z.enum(['first', 'checkpoint', 'genesis']),
  /** Which record: see the table audit_record. */
  record: z.string(),
  /** Host and name of the database, as the portal was told them. */
  database: z.string(),
  era: z.int(),
  position: z.string().regex(/^\d+$/),
  hash: z.string(),
  /** How many rows had been sealed and not archived. */
  count: z.string().regex(/^\d+$/),
  at: z.iso.datetime(),
  mac: z.string(),
})

export type Checkpoint = z.infer<typeof checkpointSchema>

export type CheckpointFile = {
  /** In the order written, each with a good signature. */
  checkpoints: Checkpoint[]
  /** Line numbers, from 1, that are not what was written. */
  badLines: number[]
  /** The last line was cut off in the writing; it is ignored and taken out by the next one. */
  torn: boolean
  missing: boolean
}

export function checkpointPath(folder: string): string {
  return join(folder, 'checkpoints.jsonl')
}

function macOf(keys: AuditKeys, line: Omit<Checkpoint, 'mac'>): string {
  const { kind, record, database, era, position, hash, count, at } = line
  return hmac(keys.checkpoint, [
    'pergola-audit-checkpoint-v1',
    kind,
    record,
    database,
    String(era),
    position,
    hash,
    count,
    at,
  ])
}

export function signCheckpoint(keys: AuditKeys, facts: Omit<Checkpoint, 'v' | 'mac'>): Checkpoint {
  const line = { v: 1 as const, ...facts }
  return { ...line, mac: macOf(keys, line) }
}

function parseLine(keys: AuditKeys, text: string): Checkpoint | null {
  try {
    const line = checkpointSchema.parse(JSON.parse(text))
    return macOf(keys, line) === line.mac ? line : null
  } catch {
    return null
  }
}

/** Reads and checks the file of checkpoints in a folder; a folder without one has none. */
export async function readCheckpoints(folder: string, keys: AuditKeys): Promise<CheckpointFile> {
  let content: string
  try {
    content = await readFile(checkpointPath(folder), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return { checkpoints: [], badLines: [], torn: false, missing: true }
  }
  const lines = content.split('\n')
  const torn = lines.pop() !== ''
  const checkpoints: Checkpoint[] = []
  const badLines: number[] = []
  lines.forEach((text, index) => {
    const line = parseLine(keys, text)
    if (line === null) badLines.push(index + 1)
    else checkpoints.push(line)
  })
  return { checkpoints, badLines, torn, missing: false }
}

/** Adds a line and waits until it is on the disk. Only the holder of the sealer's lock calls this. */
export async function appendCheckpoint(folder: string, line: Checkpoint): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = checkpointPath(folder)
  await mend(path)
  const file = await open(path, 'a', 0o600)
  try {
    await file.appendFile(`${JSON.stringify(line)}\n`)
    await file.sync()
    if ((await file.stat()).size > MAX_BYTES) await compact(path)
  } finally {
    await file.close()
  }
}

/** Takes out a last line that a crash cut off. */
async function mend(path: string): Promise<void> {
  const content = await readFile(path).catch(() => Buffer.alloc(0))
  if (content.length === 0 || content.at(-1) === 0x0a) return
  await truncate(path, content.lastIndexOf(0x0a) + 1)
}

async function compact(path: string): Promise<void> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  const recent = lines.length - KEPT_LINES
  const kept = lines.filter((line, index) => index >= recent || !line.includes('"kind":"checkpoint"'))
  const file = await open(`${path}.new`, 'w', 0o600)
  try {
    await file.writeFile(`${kept.join('\n')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}

/** What the file says of one record: the furthest point known, and where the record begins since it was last archived. */
export function knownOf(
  file: CheckpointFile,
  record: string,
): { furthest: Checkpoint | null; genesis: Checkpoint | null } {
  let furthest: Checkpoint | null = null
  let genesis: Checkpoint | null = null
  for (const line of file.checkpoints) {
    if (line.record !== record) continue
    if (furthest === null || BigInt(line.position) >= BigInt(furthest.position)) furthest = line
    if (line.kind === 'genesis' && (genesis === null || BigInt(line.position) >= BigInt(genesis.position)))
      genesis = line
  }
  return { furthest, genesis }
}
