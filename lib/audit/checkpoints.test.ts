import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deriveAuditKeys } from './canonical'
import { appendCheckpoint, checkpointPath, knownOf, readCheckpoints, signCheckpoint } from './checkpoints'

const keys = deriveAuditKeys('k'.repeat(64))
const line = (position: number, kind: 'first' | 'checkpoint' | 'genesis' = 'checkpoint', record = 'r') =>
  signCheckpoint(keys, {
    kind,
    record,
    database: 'host/db',
    era: 1,
    position: String(position),
    hash: 'a'.repeat(64),
    count: String(position),
    at: '2026-01-01T00:00:00.000Z',
  })

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pergola-checkpoints-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

describe('the checkpoint file', () => {
  it('stays small, and keeps every starting point and the latest', async () => {
    await appendCheckpoint(folder, line(1, 'first'))
    await appendCheckpoint(folder, line(2, 'genesis'))
    for (let position = 3; position < 1_100; position += 1) await appendCheckpoint(folder, line(position))
    const { checkpoints, badLines } = await readCheckpoints(folder, keys)
    expect((await stat(checkpointPath(folder))).size).toBeLessThan(300_000)
    expect(badLines).toEqual([])
    expect(checkpoints.length).toBeLessThan(500)
    expect(checkpoints.slice(0, 2).map(({ kind }) => kind)).toEqual(['first', 'genesis'])
    expect(checkpoints.at(-1)?.position).toBe('1099')
    expect((await stat(checkpointPath(folder))).mode & 0o777).toBe(0o600)
  })

  it('does not take lines signed with another key, nor those of another record', async () => {
    await appendCheckpoint(folder, line(9))
    await appendCheckpoint(folder, line(12, 'checkpoint', 'other'))
    await appendCheckpoint(folder, line(10))
    expect(knownOf(await readCheckpoints(folder, keys), 'r').furthest?.position).toBe('10')
    const stranger = await readCheckpoints(folder, deriveAuditKeys('x'.repeat(64)))
    expect([stranger.checkpoints, stranger.badLines]).toEqual([[], [1, 2, 3]])
    expect(await readFile(checkpointPath(folder), 'utf8')).not.toContain('kkkk')
  })
})
