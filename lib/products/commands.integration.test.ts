import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CliCtx, CliResult } from '@/cli/command'
import { RIGHTS } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { auditOf } from '@/lib/testing/audit-rows'
import { addProductsToImport, productOf } from '@/lib/testing/product-import'
import { commands } from './commands'

const ctx: CliCtx = {
  actor: { kind: 'cli', id: 'cli:tester', name: 'tester', rights: RIGHTS.map((right) => ({ right })) },
  requestId: 'cli-test',
  now: () => new Date(),
  json: false,
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pergola-cli-'))
  await addProductsToImport()
})
afterAll(() => rm(folder, { recursive: true }))

async function run(name: string, input: Record<string, unknown> = {}): Promise<CliResult> {
  const command = commands.find(({ path }) => path[1] === name)
  if (command === undefined) throw new Error(`there is no command ${name}`)
  return await command.run(ctx, input)
}

describe('pergola products', () => {
  it('list shows what matches, with how many', async () => {
    const { table, words, data } = await run('list', { group: 'CONDIMENTS' })
    expect(table?.rows.map(([code]) => code)).toEqual(['C-1', 'C-2', 'C-3', 'C-4'])
    expect(words).toBe('4 of 4 products.')
    expect(data).toMatchObject({ total: 4, capped: false })
    expect((await run('list', { search: 'rod kaviar' })).table?.rows[0]?.[1]).toBe('Röd Kaviar')
    await expect(run('list', { status: 'gone' })).rejects.toThrow('--status')
    await expect(run('list', { owner: 'me' })).rejects.toThrow('--owner')
    const turned = { group: 'CONDIMENTS', sort: 'name', desc: true }
    expect((await run('list', turned)).table?.rows.map(([code]) => code)).toEqual([
      'C-3',
      'C-2',
      'C-1',
      'C-4',
    ])
  })

  it('show tells its fields; one that is not there is not found', async () => {
    expect((await run('show', { code: 'c-2' })).table?.rows).toContainEqual(['name', 'Côte de Blaye'])
    await expect(run('show', { code: 'NO' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('set changes what is named and leaves the rest; not over a version that is past', async () => {
    await run('set', { code: 'C-2', status: 'discontinued', tags: 'Wine, red' })
    const product = await productOf('C-2')
    expect(product).toMatchObject({
      name: 'Côte de Blaye',
      status: 'discontinued',
      tags: ['wine', 'red'],
      version: 2,
    })
    expect(await auditOf(product.id)).toMatchObject([{ action: 'product.updated', actorId: 'cli:tester' }])
    await expect(run('set', { code: 'C-2', name: 'x', version: '1' })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
    })
    await expect(run('set', { code: 'C-2', name: '' })).rejects.toThrow('Give a name.')
  })

  it('set gives values that the group asks for, and says which are wrong', async () => {
    await run('set', { code: 'B-3', attribute: ['strength=4.7', 'organic=yes'] })
    expect((await productOf('B-3')).attributes).toMatchObject([
      { key: 'strength', value: 4.7, unit: '%' },
      { key: 'organic', value: true },
    ])
    await expect(run('set', { code: 'B-3', attribute: ['strength=much'] })).rejects.toMatchObject({
      fieldErrors: { 'attr.strength': [expect.stringContaining('give a number')] },
    })
    await expect(run('set', { code: 'B-3', attribute: ['size=4'] })).rejects.toThrow('it asks for strength')
    await expect(run('set', { code: 'B-3', attribute: ['strength'] })).rejects.toThrow('key=value')
  })

  it('import says what it would do, does it, and keeps nothing of the file', async () => {
    const file = join(folder, 'in.csv')
    await writeFile(file, 'Artikel;Bezeichnung;group\nI-1;One;BEVERAGES\nB-1;Renamed;BEVERAGES\nI-2;;\n')
    await expect(run('import', { file })).rejects.toMatchObject({ code: 'VALIDATION' })
    const input = { file, column: ['Artikel=code', 'Bezeichnung=name'] }
    const dry = await run('import', { ...input, dryRun: true })
    expect(dry).toMatchObject({ exitCode: 1, data: { counts: { add: 1, change: 1, same: 0, skip: 1 } } })
    expect(await db().product.count({ where: { code: 'I-1' } })).toBe(0)
    const done = await run('import', input)
    expect(done.table?.rows).toEqual([[4, 'I-2', 'skip', 'Name: Give a name.']])
    expect(done.words).toContain('1 were added, 1 changed, 0 are the same, 1 skipped.')
    expect(await productOf('I-1')).toMatchObject({ name: 'One' })
    expect(await db().productImport.count()).toBe(0)
    await expect(run('import', { file, column: ['No=code'] })).rejects.toMatchObject({ code: 'VALIDATION' })
  })

  it('export writes the file that its name says, which import takes for the same', async () => {
    for (const ending of ['csv', 'xlsx', 'json']) {
      const file = join(folder, `out.${ending}`)
      expect(await run('export', { file, group: 'CONDIMENTS' })).toMatchObject({ data: { products: 4 } })
      expect((await readFile(file)).length).toBeGreaterThan(100)
      expect(await run('import', { file, dryRun: true })).toMatchObject({
        exitCode: 0,
        data: { counts: { same: 4 } },
      })
    }
    const file = join(folder, 'turned.json')
    await run('export', { file, group: 'CONDIMENTS', sort: 'name', desc: true, owner: '-' })
    const turned: { code: string }[] = JSON.parse(await readFile(file, 'utf8'))
    expect(turned.map(({ code }) => code)).toEqual(['C-3', 'C-2', 'C-1', 'C-4'])
    await expect(run('export', { file: 'out.pdf' })).rejects.toThrow('.csv, .xlsx or .json')
  })
})
