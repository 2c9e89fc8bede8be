import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { CliCtx, CliResult } from '@/cli/command'
import { RIGHTS } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { addProduct } from '@/lib/testing/products'
import { addSegment } from '@/lib/testing/segments'
import { commands } from './commands'

const ctx: CliCtx = {
  actor: { kind: 'cli', id: 'cli:test', name: 'test', rights: RIGHTS.map((right) => ({ right })) },
  requestId: 'r-cli',
  now: () => new Date(),
  json: false,
}

async function run(path: string, input: Record<string, unknown> = {}): Promise<CliResult> {
  const command = commands.find((one) => one.path.join(' ') === path)
  if (command === undefined) throw new Error(`there is no ${path}`)
  return await command.run(ctx, input)
}

beforeAll(async () => {
  const brew = await addSegment('BREW', { name: 'Brewing' })
  const mash = await addSegment('MASH', {
    parentId: brew,
    duration: 'PT90M',
    isDemo: true,
    parameters: [{ id: 'Temperature', description: '', value: '66', valueType: 'decimal', unit: 'Cel' }],
  })
  const productId = await addProduct('ALE', 'Ale')
  await db().productSegment.create({ data: { productId, segmentId: mash, position: 1 } })
})

describe('pergola segments', () => {
  it('lists the tree', async () => {
    const { data, table } = await run('segments list')
    expect(data).toMatchObject([
      { code: 'BREW', parent: null },
      { code: 'MASH', parent: 'BREW' },
    ])
    expect(table?.rows[1]?.slice(0, 3)).toEqual(['·\u00a0MASH', 'Segment MASH (example)', '90 min'])
    expect((await run('segments list', { search: 'no such' })).words).toBe('No segment is there.')
  })

  it('shows one with its parameters and the products that use it', async () => {
    const { data, table } = await run('segments show', { code: 'mash' })
    expect(data).toMatchObject({ code: 'MASH', parent: 'BREW', products: ['ALE'] })
    expect(table?.rows).toContainEqual(['parameter Temperature', '66 Cel'])
    await expect(run('segments show', { code: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('writes what it reads back: a dry run first, then one transaction', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'pergola-cli-')), 'segments.json')
    await run('segments export', { out: file })
    const before = await run('segments export')
    await writeFile(file, (await readFile(file, 'utf8')).replace('Brewing', 'Brewing beer'))
    const dry = await run('segments import', { file })
    expect(dry).toMatchObject({ exitCode: 0, data: { applied: false, changed: 1, added: 0, skipped: 0 } })
    expect((await run('segments export')).data).toEqual(before.data)
    expect((await run('segments import', { file, apply: true })).words).toBe(
      'Done: 0 added, 1 changed, 0 skipped.',
    )
    expect(JSON.stringify((await run('segments export')).data)).toContain('Brewing beer')
    const rows = await db().auditEvent.findMany({
      where: { actorId: 'cli:test', action: 'segment.imported' },
    })
    expect(rows).toMatchObject([{ actorKind: 'cli', outcome: 'done' }])
  })

  it('says what is wrong with a file', async () => {
    await expect(run('segments import', { file: '/no/such/file' })).rejects.toThrow(/could not be read/)
    const file = join(await mkdtemp(join(tmpdir(), 'pergola-cli-')), 'bad.json')
    await writeFile(file, '{"x":1}')
    await expect(run('segments import', { file })).rejects.toThrow('/ must NOT have additional properties: x')
  })
})
