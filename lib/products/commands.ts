import { createWriteStream } from 'node:fs'
import { basename, extname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { type CliCommand, type CliCtx, CliUsageError, defineCommand } from '@/cli/command'
import type { Breather } from '@/lib/platform/breather'
import type { TableFormat } from '@/lib/platform/tables/model'
import { writeTable } from '@/lib/platform/tables/write'
import { originWords } from '@/lib/synced/model'
import { FRESHNESS_VALUES, NONE } from './list-state'
import { PRODUCT_SORTS, PRODUCT_STATUSES, type Product, toDraft } from './model'
import { updateProductInput } from './schema/draft'
import { productFilter, productQuery } from './schema/query'
import { exportProducts } from './service/export-products'
import { askedOf, getProduct } from './service/get-product'
import { importNow } from './service/import-now'
import { listProducts } from './service/list-products'
import { updateProduct } from './service/update-product'

const FILTERS = [
  { flags: '--search <words>', description: 'of those that hold these words in code, name or description' },
  { flags: '--group <code>', description: 'of the product group of this code' },
  { flags: '--status <status>', description: `one of ${PRODUCT_STATUSES.join(', ')}` },
  { flags: '--tag <tag>', description: 'of those with this tag' },
  { flags: '--owner <id>', description: 'of those that this person owns; - for nobody’s' },
  { flags: '--fresh <age>', description: `of those changed so long ago: ${FRESHNESS_VALUES.join(', ')}` },
  { flags: '--sort <field>', description: `by ${PRODUCT_SORTS.join(', ')}; by code when not given` },
  { flags: '--desc', description: 'the last first' },
]
const filters = {
  search: z.string().optional(),
  group: z.string().optional(),
  status: z.enum(PRODUCT_STATUSES).optional(),
  tag: z.string().optional(),
  owner: z.union([z.literal(NONE), z.uuid()], 'Give the person’s id, or -.').optional(),
  fresh: z.enum(FRESHNESS_VALUES).optional(),
  sort: z.enum(PRODUCT_SORTS).default('code'),
  desc: z.boolean().default(false),
}

type Filters = z.output<z.ZodObject<typeof filters>>

const toQuery = ({ search, desc, ...rest }: Filters) => ({
  ...rest,
  q: search ?? '',
  dir: desc ? 'desc' : 'asc',
})

const list = defineCommand({
  path: ['products', 'list'],
  summary: 'List products, a page at a time, with how many there are',
  example: 'pergola products list --group BEVERAGES --search chai',
  options: [
    ...FILTERS,
    { flags: '--page <number>', description: 'the page, of 200 products; the first by default' },
  ],
  schema: z.object({ ...filters, page: z.coerce.number().int().min(1).default(1) }),
  run: async (ctx, { page, ...given }) => {
    const found = await listProducts(ctx, productQuery.parse({ ...toQuery(given), page, size: 200 }))
    const { value, capped } = found.total
    return {
      data: { total: value, capped, products: found.rows },
      table: {
        columns: ['code', 'name', 'group', 'status', 'tags', 'changed'],
        rows: found.rows.map((row) => [
          row.code,
          row.name,
          row.group?.code,
          row.status,
          row.tags.join(', '),
          row.updatedAt.toISOString(),
        ]),
      },
      words: `${found.rows.length} of ${value}${capped ? '+' : ''} products.`,
    }
  },
})

const code = { name: 'code', description: 'the product’s code, in any case' }

function factsOf(product: Product): (string | null)[][] {
  const { code, name, description, status, group, owner, tags, attributes, links } = product
  const { updatedAt, version, isDemo } = product
  return [
    ...Object.entries({ code, name, description, status }),
    ['group', group?.code ?? null],
    ['owner', owner?.name ?? null],
    ['tags', tags.join(', ')],
    ...attributes.map(({ key, value, unit }) => [`attribute:${key}`, `${value}${unit ? ` ${unit}` : ''}`]),
    ...links.map(({ label, url }) => ['link', `${label} ${url}`]),
    ['source', originWords(product) ?? product.source],
    ['version', `${version}, of ${updatedAt.toISOString()}`],
    ...(isDemo ? [['demo', 'yes']] : []),
  ]
}

const show = defineCommand({
  path: ['products', 'show'],
  summary: 'Show a product: its fields, attributes, links and version',
  example: 'pergola products show NW-001',
  arguments: [code],
  schema: z.object({ code: z.string().trim().min(1) }),
  run: async (ctx, input) => {
    const { product } = await getProduct(ctx, input.code)
    return { data: product, table: { columns: ['field', 'value'], rows: factsOf(product) } }
  },
})

/** `unitPrice=12.5` as the form's field of that name. */
function toField(text: string): [name: string, value: string] {
  const at = text.indexOf('=')
  return [`attr.${text.slice(0, at).trim()}`, text.slice(at + 1)]
}

/** @throws CliUsageError for a value that the group does not ask for, which nothing would be done with */
async function requireAsked(groupCode: string, attribute: readonly string[]): Promise<void> {
  if (attribute.length === 0) return
  const asked = await askedOf({ group: groupCode === '' ? null : { code: groupCode, name: '' } })
  const keys = asked.map(({ key }) => key)
  const odd = attribute
    .map((text) => text.slice(0, text.indexOf('=')).trim())
    .find((key) => !keys.includes(key))
  if (odd === undefined) return
  const known = keys.length === 0 ? 'nothing' : keys.join(', ')
  throw new CliUsageError(`${odd} is nothing that its group asks for; it asks for ${known}.`)
}

const set = defineCommand({
  path: ['products', 'set'],
  summary: 'Change fields of a product; what is not named stays',
  example: 'pergola products set NW-001 --status discontinued --attribute unitPrice=18.5',
  arguments: [code],
  options: [
    { flags: '--name <name>', description: 'a new name' },
    { flags: '--description <text>', description: 'a new description; "" for none' },
    { flags: '--status <status>', description: `one of ${PRODUCT_STATUSES.join(', ')}` },
    { flags: '--group <code>', description: 'another product group; "" for none' },
    { flags: '--tags <tags>', description: 'words with commas between them; "" for none' },
    {
      flags: '--attribute <key=value>',
      description: 'a value that the group asks for, as unitPrice=12.5; "" for none',
      repeatable: true,
    },
    { flags: '--version <number>', description: 'the version that you saw; by default the present one' },
  ],
  schema: z.object({
    code: z.string().trim().min(1),
    name: z.string().optional(),
    description: z.string().optional(),
    status: z.enum(PRODUCT_STATUSES).optional(),
    group: z.string().optional(),
    tags: z.string().optional(),
    attribute: z.array(z.string().regex(/^[^=]+=/, 'Give key=value.')).default([]),
    version: z.coerce.number().int().min(1).optional(),
  }),
  run: async (ctx, { group, version, attribute, ...given }) => {
    const { product } = await getProduct(ctx, given.code)
    const { name, description, status, groupCode, tags } = toDraft(product)
    const present = { name, description, status, tags: tags.join(', ') }
    const wanted = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    await requireAsked(group ?? groupCode ?? '', attribute)
    const input = updateProductInput.safeParse({
      ...present,
      ...wanted,
      groupCode: group ?? groupCode ?? '',
      version: version ?? product.version,
      ...Object.fromEntries(attribute.map((text) => toField(text))),
    })
    if (!input.success) throw new CliUsageError(input.error.issues.map(({ message }) => message).join('\n'))
    const saved = await updateProduct(ctx, input.data)
    return { data: saved, words: `${product.code} is saved.` }
  },
})

const FORMATS: Record<string, TableFormat> = { '.csv': 'csv', '.xlsx': 'xlsx', '.json': 'json' }
// A command has its process to itself.
const NEVER: Breather = async () => {}

const importFile = defineCommand({
  path: ['products', 'import'],
  summary: 'Import products from CSV, XLSX or JSON: all good rows at once; exits 1 when rows were skipped',
  example: 'pergola products import products.xlsx --column "Article=code" --dry-run',
  arguments: [{ name: 'file', description: 'the file; its first row names the columns' }],
  options: [
    {
      flags: '--column <header=field>',
      description: 'which field a column is (code, name, attribute:weight …); header= leaves it out',
      repeatable: true,
    },
    { flags: '--dry-run', description: 'say what each row would do, and change nothing' },
  ],
  schema: z.object({
    file: z.string().min(1),
    column: z.array(z.string().includes('=')).default([]),
    dryRun: z.boolean().default(false),
  }),
  run: async (ctx: CliCtx, { file, column, dryRun }) => {
    const columns = column.map((text) => {
      const at = text.lastIndexOf('=')
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()] as const
    })
    const done = await importNow(ctx, { path: file, name: basename(file), columns, dryRun, breathe: NEVER })
    const { add, change, same, skip } = done.counts
    const verb = dryRun ? 'would be' : 'were'
    return {
      data: done,
      table: {
        columns: ['row', 'code', 'outcome', 'why'],
        rows: done.rows.map((row) => [row.n, row.code, row.outcome, row.reasons.join(' ')]),
      },
      words: `${done.notes.join(' ')}\n${add} ${verb} added, ${change} changed, ${same} are the same, ${skip} skipped.`,
      exitCode: skip > 0 ? 1 : 0,
    }
  },
})

const exportFile = defineCommand({
  path: ['products', 'export'],
  summary: 'Write products to a CSV, XLSX or JSON file, by its ending',
  example: 'pergola products export beverages.xlsx --group BEVERAGES --sort updated --desc',
  arguments: [{ name: 'file', description: 'the file to write, ending in .csv, .xlsx or .json' }],
  options: FILTERS,
  schema: z.object({ ...filters, file: z.string().min(1) }),
  run: async (ctx, { file, ...given }) => {
    const format = FORMATS[extname(file).toLowerCase()]
    if (format === undefined) throw new CliUsageError('The file must end in .csv, .xlsx or .json.')
    const asked = toQuery(given)
    const table = await exportProducts(ctx, {
      format,
      filter: productFilter.parse(asked),
      order: productQuery.parse(asked),
    })
    let products = 0
    async function* counted() {
      for await (const batch of table.batches) {
        products += batch.length
        yield batch
      }
    }
    await pipeline(writeTable(format, { ...table, batches: counted() }), createWriteStream(file))
    return { data: { file, format, products }, words: `${products} products are in ${file}.` }
  },
})

export const commands: readonly CliCommand[] = [list, show, set, importFile, exportFile]
