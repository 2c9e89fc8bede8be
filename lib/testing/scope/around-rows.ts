import { randomUUID } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { countUnread } from '@/lib/notices/loaders'
import { db } from '@/lib/platform/db'
import { commands as productCommands } from '@/lib/products/commands'
import { publications as products } from '@/lib/products/search'
import { search } from '@/lib/search/service/search'
import { commands as segmentCommands } from '@/lib/segments/commands'
import { publications as segments } from '@/lib/segments/search'
import { type Operation, readRows } from './table'
import type { Person } from './who'
import type { At } from './world'

// What finds, tells of and drives products and segments from elsewhere. The command line asks the same services: these rows
// run its commands as people, who have other rights than the one who sits at the machine.
export const AROUND_ROWS = readRows(`
#                                             | viewer analyst editor operator admin drinks brewer tagged own mixed nobody disabled
search/search.search                    | in  | all all all all all in  in  in  in  all none none | -
search/search.search total              | in  | 6   6   6   6   6   1   1   3   3   6   0   0   | -
search/search.search by their words     | out | out out out out out none none none none out none none | -
search/search.search misspelt           | in  | all all all all all in  in  in  in  all none none | -
search/search.search their code         | out | out out out out out none none none none out none none | -
# A group is found by those who read all of it; by a tag or as an owner nobody does.
search/search.search groups             | in  | all all all all all in  in  none none all none none | -
notices/loaders.countUnread             | in  | 2   2   2   2   2   1   1   1   1   2   0   0   | -
cli/products.list                       | in  | all all all all all in  in  in  in  all F   F   | product.read
cli/products.show                       | in  | in  in  in  in  in  in  in  in  in  in  F   F   | product.read
cli/products.show                       | out | out out out out out N   N   N   N   out F   F   | product.read
cli/products.set                        | in  | F   F   in  F   in  F   in  in  in  in  F   F   | product.updated or product.read
cli/products.set                        | out | F   F   out F   out N   N   N   N   F   F   F   | product.updated or product.read
cli/products.import                     | in  | F   F   all F   all F   in  in  in  in  F   F   | product.imported, product.updated!
cli/products.export                     | in  | all all all all all in  in  in  in  all F   F   | product.read
cli/segments.list                       | in  | all all all all all F   F   in  in  all F   F   | segment.read
cli/segments.show                       | in  | all all all all all F   F   in  in  all F   F   | segment.read
cli/segments.show                       | out | all all all all all F   F   N   N   all F   F   | segment.read
cli/segments.export                     | in  | all all all all all F   F   in  in  all F   F   | segment.read
cli/segments.import                     | in  | F   F   in  F   in  F   F   in  in  in  F   F   | segment.imported
cli/segments.import                     | out | F   F   out F   out F   F   none none none F F  | segment.imported?
`)

const PUBLISHED = [...products, ...segments]
const ask = { limit: 20, offset: 0 }

async function hitsOf(ctx: Person, q: string) {
  const { sections, similar } = await search(ctx, PUBLISHED, { q, ...ask })
  return [...sections.flatMap(({ hits }) => hits), ...similar]
}

const SEARCHES: Record<string, Operation> = {
  'search/search.search': { run: async (ctx) => await hitsOf(ctx, 'sauce') },
  'search/search.search total': {
    run: async (ctx) => {
      const { sections } = await search(ctx, PUBLISHED, { q: 'sauce', ...ask })
      return sections.reduce((sum, { total }) => sum + total, 0)
    },
  },
  'search/search.search by their words': { run: async (ctx, at) => await hitsOf(ctx, at.tag) },
  'search/search.search misspelt': { run: async (ctx) => await hitsOf(ctx, 'suace') },
  'search/search.search their code': { run: async (ctx, at) => await hitsOf(ctx, at.code) },
  'search/search.search groups': {
    run: async (ctx) => {
      const found = await search(ctx, PUBLISHED, { q: 'group', kind: 'productGroup', ...ask })
      return found.sections.filter(({ kind }) => kind === 'productGroup')
    },
  },
  'notices/loaders.countUnread': {
    run: async (ctx) => {
      const all = await db().product.findMany({ where: { version: 2 }, select: { id: true } })
      return (await countUnread(ctx, [...all.map(({ id }) => id), randomUUID()])).count
    },
  },
}

type Commands = typeof productCommands

async function command(
  commands: Commands,
  { ctx, name, input }: { ctx: Person; name: string; input: Record<string, unknown> },
): Promise<unknown> {
  const one = commands.find(({ path }) => path[1] === name)
  if (one === undefined) throw new Error(`there is no command ${name}`)
  const { data, table, words } = await one.run({ ...ctx, json: true }, input)
  return [data, table, words]
}

async function inFile<T>(ending: string, text: string, work: (file: string) => Promise<T>): Promise<T> {
  const file = join(tmpdir(), `pergola-scope-${randomUUID()}.${ending}`)
  await writeFile(file, text)
  try {
    return await work(file)
  } finally {
    await rm(file)
  }
}

const ROWS = 'code,name\nINSIDE-1,Another name\nHIDDEN-1,Another name\n'

const PRODUCTS: Record<string, Operation> = {
  'cli/products.list': {
    run: async (ctx) => await command(productCommands, { ctx, name: 'list', input: {} }),
  },
  'cli/products.show': {
    run: async (ctx, { code }) => await command(productCommands, { ctx, name: 'show', input: { code } }),
  },
  'cli/products.set': {
    changes: 'recorded',
    run: async (ctx, { code }) =>
      await command(productCommands, { ctx, name: 'set', input: { code, description: 'Set.' } }),
  },
  'cli/products.import': {
    changes: 'recorded',
    run: async (ctx) => {
      await inFile('csv', ROWS, (file) => command(productCommands, { ctx, name: 'import', input: { file } }))
      return await db().product.findMany({ where: { version: 3 }, select: { code: true } })
    },
  },
  'cli/products.export': {
    run: async (ctx) =>
      await inFile('csv', '', async (file) => {
        await command(productCommands, { ctx, name: 'export', input: { file } })
        return [await readFile(file, 'utf8')]
      }),
  },
}

function renamed({ segment: ID }: At): string {
  return JSON.stringify({
    ProcessSegmentInformation: { ID: 'x', ProcessSegment: [{ ID, Description: ['Renamed'] }] },
  })
}

const SEGMENTS: Record<string, Operation> = {
  'cli/segments.list': {
    run: async (ctx) => await command(segmentCommands, { ctx, name: 'list', input: {} }),
  },
  'cli/segments.show': {
    run: async (ctx, { segment: code }) =>
      await command(segmentCommands, { ctx, name: 'show', input: { code } }),
  },
  'cli/segments.export': {
    run: async (ctx) => await command(segmentCommands, { ctx, name: 'export', input: {} }),
  },
  'cli/segments.import': {
    changes: 'recorded',
    run: async (ctx, at) => {
      await inFile('json', renamed(at), (file) =>
        command(segmentCommands, { ctx, name: 'import', input: { file, apply: true } }),
      )
      return await db().processSegment.findMany({ where: { name: 'Renamed' }, select: { code: true } })
    },
  },
}

export const AROUND: Record<string, Operation> = { ...SEARCHES, ...PRODUCTS, ...SEGMENTS }
