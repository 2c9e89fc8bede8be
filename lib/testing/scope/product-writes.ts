import { randomUUID } from 'node:crypto'
import { db } from '@/lib/platform/db'
import { createProductInput, updateProductInput } from '@/lib/products/schema/draft'
import { createGroupInput, updateGroupInput } from '@/lib/products/schema/group'
import { updateStepsInput } from '@/lib/products/schema/steps'
import { archiveProduct, restoreProduct } from '@/lib/products/service/archive-product'
import { createProduct } from '@/lib/products/service/create-product'
import { getStepsToEdit } from '@/lib/products/service/get-steps'
import { reportMistake, settleReport } from '@/lib/products/service/mistakes'
import { addFile, removeFile, requireFileHolder } from '@/lib/products/service/product-files'
import { createGroup, updateGroup } from '@/lib/products/service/product-groups'
import { restoreVersion } from '@/lib/products/service/restore-version'
import { updateProduct } from '@/lib/products/service/update-product'
import { updateProductSteps } from '@/lib/products/service/update-steps'
import { watchProduct } from '@/lib/products/service/watch-product'
import { type Operation, readRows } from './table'
import type { Person } from './who'
import type { At } from './world'

export const PRODUCT_WRITE_ROWS = readRows(`
#                                                       | viewer analyst editor operator admin drinks brewer tagged own mixed nobody disabled
products/create-product.createProduct             | in  | F   F   ok  F   ok  F   ok  ok  ok  ok  F   F   | product.created
products/create-product.createProduct             | out | F   F   ok  F   ok  F   V   V   V   V   F   F   | product.created
# A code is one product’s, wherever it is: those who may make one are told that it is taken, and nothing else of it.
products/create-product.createProduct taken       | out | F   F   V   F   V   F   V   V   V   V   F   F   | product.created
products/update-product.updateProduct             | in  | F   F   ok  F   ok  F   ok  ok  ok  ok  F   F   | product.updated
products/update-product.updateProduct             | out | F   F   ok  F   ok  F   N   N   N   F   F   F   | product.updated
# Links and attributes are fields of the same form.
products/update-product.updateProduct links       | in  | F   F   ok  F   ok  F   ok  ok  ok  ok  F   F   | product.updated
products/update-product.updateProduct links       | out | F   F   ok  F   ok  F   N   N   N   F   F   F   | product.updated
products/archive-product.archiveProduct           | in  | F   F   ok  F   ok  F   ok  ok  ok  ok  F   F   | product.archived
products/archive-product.archiveProduct           | out | F   F   ok  F   ok  F   N   N   N   F   F   F   | product.archived
products/archive-product.restoreProduct           | in  | F   F   ok  F   ok  F   ok  ok  ok  ok  F   F   | product.restored
products/archive-product.restoreProduct           | out | F   F   ok  F   ok  F   N   N   N   F   F   F   | product.restored
# Version 1 is in the other’s group: who is held to one group may not take a product there.
products/restore-version.restoreVersion           | in  | F   F   ok  F   ok  F   V   ok  ok  ok  F   F   | product.versionRestored
products/restore-version.restoreVersion           | out | F   F   ok  F   ok  F   N   N   N   F   F   F   | product.versionRestored
products/product-files.requireFileHolder          | in  | F   F   in  F   in  F   in  in  in  in  F   F   | product.fileAdded
products/product-files.requireFileHolder          | out | F   F   out F   out F   N   N   N   F   F   F   | product.fileAdded
products/product-files.addFile                    | in  | F   F   ok  F   ok  F   ok  ok  ok  ok  F   F   | product.fileAdded
products/product-files.addFile                    | out | F   F   ok  F   ok  F   N   N   N   F   F   F   | product.fileAdded
products/product-files.removeFile                 | in  | F   F   ok  F   ok  F   ok  ok  ok  ok  F   F   | product.fileRemoved
products/product-files.removeFile                 | out | F   F   ok  F   ok  F   N   N   N   F   F   F   | product.fileRemoved
products/watch-product.watchProduct               | in  | ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  F   F   | product.watched
products/watch-product.watchProduct               | out | ok  ok  ok  ok  ok  N   N   N   N   ok  F   F   | product.watched
products/mistakes.reportMistake                   | in  | ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  F   F   | product.mistakeReported
products/mistakes.reportMistake                   | out | ok  ok  ok  ok  ok  N   N   N   N   ok  F   F   | product.mistakeReported
products/mistakes.settleReport                    | in  | F   F   ok  F   ok  F   ok  ok  ok  ok  F   F   | product.mistakeSettled
products/mistakes.settleReport                    | out | F   F   ok  F   ok  F   N   N   N   F   F   F   | product.mistakeSettled
# The one segment that is sent takes the place of all that one sees; what one does not see stays.
products/update-steps.updateProductSteps          | in  | F   F   in  F   in  F   F   all all in  F   F   | product.segments.updated
products/update-steps.updateProductSteps          | out | F   F   in  F   in  F   N   N   N   F   F   F   | product.segments.updated
products/update-steps.updateProductSteps with theirs | out | F F  out F   out F   F   V   V   out F   F   | product.segments.updated
products/product-groups.createGroup               | in  | F   F   ok  F   ok  F   F   F   F   F   F   F   | productGroup.created
products/product-groups.updateGroup               | in  | F   F   ok  F   ok  F   F   F   F   F   F   F   | productGroup.updated
`)

const RECORDED = 'recorded' as const

function draftOf(at: At, more: Record<string, string> = {}) {
  return updateProductInput.parse({
    code: at.code,
    version: at.version,
    name: `${at.name}, changed`,
    groupCode: at.group,
    status: 'active',
    tags: at.tag,
    ...more,
  })
}

function newProduct(at: At, code: string) {
  const { group: groupCode, tag: tags, ownerId, name } = at
  return createProductInput.parse({ code, name, groupCode, tags, ownerId })
}

const RECORDS: Record<string, Operation> = {
  'products/create-product.createProduct': {
    changes: RECORDED,
    run: async (ctx, at) => void (await createProduct(ctx, newProduct(at, 'NEW-1'))),
  },
  'products/create-product.createProduct taken': {
    changes: RECORDED,
    run: async (ctx, at) =>
      await createProduct(ctx, {
        ...newProduct(at, 'HIDDEN-1'),
        groupCode: 'INSIDES',
        tags: ['inside'],
        ownerId: ctx.userId,
      }),
  },
  'products/update-product.updateProduct': {
    changes: RECORDED,
    run: async (ctx, at) => void (await updateProduct(ctx, draftOf(at))),
  },
  'products/update-product.updateProduct links': {
    changes: RECORDED,
    run: async (ctx, at) =>
      void (await updateProduct(
        ctx,
        draftOf(at, { 'link.0.type': 'other', 'link.0.label': 'A page', 'link.0.url': 'https://a.example/' }),
      )),
  },
  'products/archive-product.archiveProduct': {
    changes: RECORDED,
    run: async (ctx, { code, version }) => void (await archiveProduct(ctx, { code, version })),
  },
  'products/archive-product.restoreProduct': {
    changes: RECORDED,
    prepare: async (_ctx, { id }) => {
      await db().product.updateMany({ where: { id }, data: { status: 'archived' } })
      return ''
    },
    run: async (ctx, { code, version }) => void (await restoreProduct(ctx, { code, version })),
  },
  'products/restore-version.restoreVersion': {
    changes: RECORDED,
    run: async (ctx, { code, version }) => void (await restoreVersion(ctx, { code, version, restore: 1 })),
  },
}

const text = { name: 'words.txt', bytes: Buffer.from('Some words.\n') }

const KEPT: Record<string, Operation> = {
  'products/product-files.requireFileHolder': {
    run: async (ctx, at) => await requireFileHolder(ctx, at.code),
  },
  'products/product-files.addFile': {
    changes: RECORDED,
    run: async (ctx, at) => void (await addFile(ctx, await requireFileHolder(ctx, at.code), text)),
  },
  'products/product-files.removeFile': {
    changes: RECORDED,
    run: async (ctx, at) => void (await removeFile(ctx, { code: at.code, id: at.file })),
  },
  'products/watch-product.watchProduct': {
    changes: 'unrecorded',
    run: async (ctx, at) => void (await watchProduct(ctx, { code: at.code, watched: true })),
  },
  'products/mistakes.reportMistake': {
    changes: RECORDED,
    run: async (ctx, at) => void (await reportMistake(ctx, { code: at.code, words: 'It is too hot.' })),
  },
  'products/mistakes.settleReport': {
    changes: RECORDED,
    run: async (ctx, at) => void (await settleReport(ctx, { code: at.code, id: at.mistake })),
  },
}

const WHOLE = ['read:product', 'edit:product', 'read:segment'] as const

/** What a form would hold that stands for the steps as they are; one for nothing, where there is no product. */
async function fingerprintOf(ctx: Person, code: string): Promise<string> {
  const whole = { ...ctx, actor: { ...ctx.actor, rights: WHOLE.map((right) => ({ right })) } }
  return await getStepsToEdit(whole, code).then(
    ({ fingerprint }) => fingerprint,
    () => '',
  )
}

/** One segment in place of the steps that this person sees; what stands in the database afterwards. */
async function saveOneStep(ctx: Person, code: string, segment: string): Promise<string[]> {
  const lines = { 'lines.0.segment': segment, 'lines.0.duration': 'PT5M' }
  const fingerprint = await fingerprintOf(ctx, code)
  await updateProductSteps(ctx, updateStepsInput.parse({ code, fingerprint, ...lines }))
  const steps = await db().productSegment.findMany({
    where: { product: { codeKey: code.toLowerCase() } },
    select: { segment: { select: { code: true } } },
  })
  return steps.map((step) => step.segment.code)
}

const STEPS: Record<string, Operation> = {
  'products/update-steps.updateProductSteps': {
    changes: RECORDED,
    run: async (ctx, at) => await saveOneStep(ctx, at.code, 'INSIDE-STEP'),
  },
  'products/update-steps.updateProductSteps with theirs': {
    changes: RECORDED,
    run: async (ctx, at) => await saveOneStep(ctx, 'INSIDE-1', at.segment),
  },
}

const GROUPS: Record<string, Operation> = {
  'products/product-groups.createGroup': {
    changes: RECORDED,
    run: async (ctx) =>
      void (await createGroup(ctx, createGroupInput.parse({ code: `N-${randomUUID()}`, name: 'New' }))),
  },
  'products/product-groups.updateGroup': {
    changes: RECORDED,
    run: async (ctx, at) =>
      void (await updateGroup(ctx, updateGroupInput.parse({ code: at.group, name: 'Renamed', version: 1 }))),
  },
}

export const PRODUCT_WRITES: Record<string, Operation> = { ...RECORDS, ...KEPT, ...STEPS, ...GROUPS }
