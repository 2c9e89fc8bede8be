import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { removeDemoAccess, seedDemoAccess } from '@/lib/access/service/demo'
import { recordChange, recordRefusal } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import type { DemoCounts, DemoData, DemoRemoval } from './model'
import { toDemoData } from './northwind'
import {
  deleteDemoAccounts,
  deleteDemoProducts,
  deleteDemoSpaces,
  hasFact,
  insertDemoData,
  lockDemo,
  putFact,
  removeFact,
} from './repository'
import { deleteDemoSegments, insertDemoSegments, insertDemoSteps } from './repository/segments'
import { DEMO_SEGMENTS, DEMO_STEPS } from './segments'

const FOLDER = 'analytics/data/northwind'
const SUBJECT = { kind: 'installation', id: 'demo' }

async function readNorthwind(root: string): Promise<DemoData> {
  const read = (name: string) => readFile(join(root, FOLDER, `${name}.csv`), 'utf8')
  const [categories, products, suppliers] = await Promise.all([
    read('categories'),
    read('products'),
    read('suppliers'),
  ])
  return toDemoData({ categories, products, suppliers })
}

/**
 * Loads the demo products and the example segments, once: after it was taken out it comes back only with `again`. Answers undefined when there
 * was nothing to do.
 * @throws AppError FORBIDDEN.
 */
export async function loadDemoData(
  ctx: Ctx,
  input: { root: string; again: boolean },
): Promise<Pick<DemoCounts, 'products' | 'productGroups' | 'segments'> | undefined> {
  await requireWhole(ctx, 'demo.loaded')
  const data = await readNorthwind(input.root)
  return await inTransaction(async (tx) => {
    await lockDemo(tx)
    if (!input.again && (await hasFact(tx, 'demo-data'))) return undefined
    const inserted = await insertDemoData(tx, data)
    const counts = { ...inserted, segments: await insertDemoSegments(tx, DEMO_SEGMENTS) }
    await insertDemoSteps(tx, DEMO_STEPS)
    await putFact(tx, 'demo-data', { loadedAt: ctx.now().toISOString() })
    await recordChange(tx, ctx, { action: 'demo.loaded', subject: SUBJECT, changes: toChanges(counts) })
    return counts
  })
}

/**
 * Gives the stand-in's demo accounts their roles (`wanted`), or takes them back: group names of the stand-in must mean
 * nothing once a real identity provider tells groups. Answers whether anything was changed.
 * @throws AppError FORBIDDEN.
 */
export async function setDemoAccess(ctx: Ctx, wanted: boolean): Promise<boolean> {
  const action = wanted ? 'demo.access.given' : 'demo.access.taken'
  await requireRight(ctx, 'grant:role', { ...SUBJECT, action })
  return await inTransaction(async (tx) => {
    await lockDemo(tx)
    if ((await hasFact(tx, 'demo-access')) === wanted) return false
    if (wanted) {
      await seedDemoAccess(tx)
      await putFact(tx, 'demo-access', { givenAt: ctx.now().toISOString() })
    } else {
      await removeDemoAccess(tx)
      await removeFact(tx, 'demo-access')
    }
    await recordChange(tx, ctx, { action, subject: SUBJECT })
    return true
  })
}

/**
 * Takes all demo data out: products and groups, example segments, the sample knowledge base, the demo accounts and their roles. What
 * somebody's own records depend on stays and is named.
 * @throws AppError FORBIDDEN.
 */
export async function removeDemo(ctx: Ctx): Promise<DemoRemoval> {
  await requireWhole(ctx, 'demo.removed')
  await requireRight(ctx, 'grant:role', { ...SUBJECT, action: 'demo.removed' })
  return await inTransaction(async (tx) => {
    await lockDemo(tx)
    const { keptGroups, ...products } = await deleteDemoProducts(tx)
    const { keptSegments, segments } = await deleteDemoSegments(tx)
    const { keptAdmins, accounts } = await deleteDemoAccounts(tx)
    const removed = {
      ...products,
      segments,
      knowledgeSpaces: await deleteDemoSpaces(tx),
      groupMappings: await removeDemoAccess(tx),
      accounts,
    }
    await putFact(tx, 'demo-data', { removedAt: ctx.now().toISOString() })
    await recordChange(tx, ctx, { action: 'demo.removed', subject: SUBJECT, changes: toChanges(removed) })
    return { removed, kept: toWords({ groups: keptGroups, segments: keptSegments, admins: keptAdmins }) }
  })
}

/** Demo data is of no one group: only who may make and change every product may load or remove it. */
async function requireWhole(ctx: Ctx, action: string): Promise<void> {
  for (const right of ['create:product', 'edit:product', 'edit:productGroup', 'edit:segment'] as const) {
    const scope = await requireRight(ctx, right, { ...SUBJECT, action })
    if (scope.reach === 'all') continue
    await recordRefusal(ctx, { action, subject: SUBJECT, right })
    throw new AppError('FORBIDDEN', { details: { right } })
  }
}

function toChanges(counts: Record<string, number>): Record<string, { before: null; after: number }> {
  return Object.fromEntries(Object.entries(counts).map(([name, after]) => [name, { before: null, after }]))
}

function toWords({
  groups,
  segments,
  admins,
}: {
  groups: readonly string[]
  segments: readonly string[]
  admins: number
}): string[] {
  return [
    ...groups.map((code) => `product group ${code}: products of your own are in it`),
    ...segments.map((code) => `process segment ${code}: products or segments of your own need it`),
    ...(admins === 0
      ? []
      : [
          'the demo administrator: nobody else is an enabled administrator; make somebody one with `pergola grant`',
        ]),
  ]
}
