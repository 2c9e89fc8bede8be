import { db } from '@/lib/platform/db'
import { productQuery } from '@/lib/products/schema/query'
import { getNewProductChoices } from '@/lib/products/service/create-product'
import {
  findMatches,
  listLatelyChanged,
  listReachable,
  listReachableByCode,
} from '@/lib/products/service/find-products'
import { getProduct } from '@/lib/products/service/get-product'
import { getProductToEdit } from '@/lib/products/service/get-product-to-edit'
import {
  compareSteps,
  getProductSteps,
  getStepsToEdit,
  listSegmentUses,
} from '@/lib/products/service/get-steps'
import { getProductVersion } from '@/lib/products/service/get-version'
import { eachWithLinks, listWithLinks } from '@/lib/products/service/list-link-holders'
import { listProducts, openList } from '@/lib/products/service/list-products'
import { listTags } from '@/lib/products/service/list-tags'
import { openFile } from '@/lib/products/service/product-files'
import { getGroupToEdit, listProductGroups, requireGroupMaker } from '@/lib/products/service/product-groups'
import { productHistory } from '@/lib/products/service/product-history'
import type { SegmentId } from '@/lib/segments/model/segment'
import { type Operation, readRows } from './table'

// BARE-1, in no group, is out of reach as HIDDEN-1 is.
export const PRODUCT_READ_ROWS = readRows(`
#                                                                | viewer analyst editor operator admin drinks brewer tagged own mixed nobody disabled
products/list-products.listProducts                        | in  | all all all all all in  in  in  in  all F   F   | product.read
products/list-products.listProducts total                  | in  | 3   3   3   3   3   1   1   1   1   3   F   F   | product.read
products/list-products.listProducts total of their group   | out | 1   1   1   1   1   0   0   0   0   1   F   F   | product.read
products/list-products.listProducts total of their tag     | out | 1   1   1   1   1   0   0   0   0   1   F   F   | product.read
products/list-products.listProducts total of their owner   | out | 1   1   1   1   1   0   0   0   0   1   F   F   | product.read
products/list-products.listProducts by their group’s name  | out | out out out out out none none none none out F F | product.read
products/list-products.listProducts misspelt               | in  | all all all all all in  in  in  in  all F   F   | product.read
products/list-products.listProducts from a row of theirs   | out | all all all all all in  in  in  in  all F   F   | product.read
products/list-products.openList                            | in  | all all all all all in  in  in  in  all F   F   | product.read
products/list-tags.listTags                                | in  | all all all all all in  in  in  in  all F   F   | product.read
products/list-tags.listTags that begin so                  | out | out out out out out none none none none out F F | product.read
products/find-products.findMatches                         | in  | all all all all all in  in  in  in  all F   F   | product.read
products/find-products.findMatches by code                 | out | out out out out out none none none none out F F | product.read
products/find-products.listReachable                       | in  | all all all all all in  in  in  in  all F   F   | product.read
products/find-products.listReachableByCode                 | in  | all all all all all in  in  in  in  all F   F   | product.read
products/find-products.listLatelyChanged                   | in  | all all all all all in  in  in  in  all F   F   | product.read
products/list-link-holders.eachWithLinks                   | in  | all all all all all in  in  in  in  all F   F   | product.read
products/list-link-holders.listWithLinks                   | in  | all all all all all in  in  in  in  all F   F   | product.read
products/get-product.getProduct                            | in  | in  in  in  in  in  in  in  in  in  in  F   F   | product.read
products/get-product.getProduct                            | out | out out out out out N   N   N   N   out F   F   | product.read
products/get-product-to-edit.getProductToEdit              | in  | F   F   in  F   in  F   in  in  in  in  F   F   | product.updated
products/get-product-to-edit.getProductToEdit              | out | F   F   out F   out F   N   N   N   F   F   F   | product.updated
products/get-product-to-edit.getProductToEdit groups       | in  | F   F   all F   all F   in  in  in  in  F   F   | product.updated
# A new product has no group yet: those held to a tag or their own are offered none.
products/create-product.getNewProductChoices               | in  | F   F   all F   all F   in  none none none F  F  | product.created
# Version 1 was in the other’s group.
products/get-version.getProductVersion                     | in  | all all all all all in  in  in  in  all F   F   | product.read
products/get-version.getProductVersion                     | out | all all all all all N   N   N   N   all F   F   | product.read
products/product-history.productHistory                    | in  | all all all all all in  in  in  in  all F   F   | product.read
products/product-history.productHistory                    | out | all all all all all N   N   N   N   all F   F   | product.read
products/product-files.openFile                            | in  | in  in  in  in  in  in  in  in  in  in  F   F   | product.read
products/product-files.openFile                            | out | out out out out out N   N   N   N   out F   F   | product.read
# A file is its product’s: there is none to refuse.
products/product-files.openFile of another product         | out | N   N   N   N   N   N   N   N   N   N   F   F   | F product.read
# Segments are in no group: who is held to one reads none.
products/get-steps.getProductSteps                         | in  | all all all all all F   F   in  in  all F   F   | product.read
products/get-steps.getProductSteps                         | out | all all all all all F   F   N   N   all F   F   | product.read
products/get-steps.getStepsToEdit                          | in  | F   F   all F   all F   F   in  in  all F   F   | product.segments.updated
products/get-steps.getStepsToEdit                          | out | F   F   all F   all F   N   N   N   F   F   F   | product.segments.updated
products/get-steps.compareSteps                            | out | all all all all all F   F   N   N   all F   F   | product.read
products/get-steps.compareSteps the other way              | out | all all all all all F   F   N   N   all F   F   | product.read
# The hidden step stands first; who does not see it counts without it.
products/get-steps.getProductSteps places                  | in  | 1,2 1,2 1,2 1,2 1,2 F   F   1   1   1,2 F   F   | product.read
products/get-steps.listSegmentUses places                  | in  | 2,2 2,2 2,2 2,2 2,2 1   1   1   1   2,2 no no  | -
# Asked for a segment that the caller found in reach; without read:product there is nothing to tell.
products/get-steps.listSegmentUses                         | in  | all all all all all in  in  in  in  all none none | product.read
products/product-groups.listProductGroups                  | in  | all all all all all F   F   F   F   all F   F   | productGroup.read
products/product-groups.getGroupToEdit                     | in  | F   F   in  F   in  F   F   F   F   F   F   F   | productGroup.updated
products/product-groups.requireGroupMaker                  | in  | F   F   ok  F   ok  F   F   F   F   F   F   F   | productGroup.created
`)

const list = (parameters: Record<string, string>) => productQuery.parse(parameters)
const LIST = 'products/list-products.listProducts'

/** A place in the list's order that stands for a row which the reader may not see. */
function cursorAt(name: string, id: string): string {
  return Buffer.from(JSON.stringify([name, id])).toString('base64url')
}

const LISTS: Record<string, Operation> = {
  [LIST]: { run: async (ctx) => await listProducts(ctx, list({})) },
  [`${LIST} total`]: { run: async (ctx) => (await listProducts(ctx, list({}))).total.value },
  [`${LIST} total of their group`]: {
    run: async (ctx, at) => (await listProducts(ctx, list({ group: at.group }))).total.value,
  },
  [`${LIST} total of their tag`]: {
    run: async (ctx, at) => (await listProducts(ctx, list({ tag: at.tag }))).total.value,
  },
  [`${LIST} total of their owner`]: {
    run: async (ctx, at) => (await listProducts(ctx, list({ owner: at.ownerId }))).total.value,
  },
  [`${LIST} by their group’s name`]: {
    run: async (ctx) => (await listProducts(ctx, list({ q: 'hidden group' }))).rows,
  },
  [`${LIST} misspelt`]: {
    run: async (ctx) => (await listProducts(ctx, list({ q: 'suace' }))).similar,
  },
  [`${LIST} from a row of theirs`]: {
    run: async (ctx, at) => {
      const before = await listProducts(ctx, list({ sort: 'name', before: cursorAt(at.name, at.id) }))
      const after = await listProducts(ctx, list({ sort: 'name', after: cursorAt(at.name, at.id) }))
      return [before, after]
    },
  },
  'products/list-products.openList': {
    // People to choose an owner from are the same for everybody who edits.
    run: async (ctx) => (await openList(ctx, list({ sort: 'owner' }))).page,
  },
  'products/list-tags.listTags': { run: async (ctx) => await listTags(ctx, '') },
  'products/list-tags.listTags that begin so': { run: async (ctx, at) => await listTags(ctx, at.tag) },
  'products/find-products.findMatches': { run: async (ctx) => await findMatches(ctx, 'sauce', 10) },
  'products/find-products.findMatches by code': {
    run: async (ctx, at) => await findMatches(ctx, at.code, 10),
  },
  'products/find-products.listReachable': {
    run: async (ctx) => {
      const all = await db().product.findMany({ select: { id: true } })
      return await listReachable(
        ctx,
        all.map(({ id }) => id),
      )
    },
  },
  'products/list-link-holders.eachWithLinks': {
    prepare: withLinks,
    run: async (ctx) => {
      const found: unknown[] = []
      for await (const batch of eachWithLinks(ctx)) found.push(...batch)
      return found
    },
  },
  'products/list-link-holders.listWithLinks': {
    prepare: withLinks,
    run: async (ctx) => {
      const all = await db().product.findMany({ select: { id: true } })
      return await listWithLinks(
        ctx,
        all.map(({ id }) => id),
      )
    },
  },
  'products/find-products.listReachableByCode': {
    run: async (ctx) => await listReachableByCode(ctx, ['inside-1', 'HIDDEN-1']),
  },
  'products/find-products.listLatelyChanged': { run: async (ctx) => await listLatelyChanged(ctx, 10) },
}

/** Every product holds a link. */
async function withLinks(): Promise<string> {
  const links = [{ type: 'other', label: 'A link', url: 'https://example.com/' }]
  await db().product.updateMany({ data: { links, version: { increment: 1 } } })
  return ''
}

const CARDS: Record<string, Operation> = {
  'products/get-product.getProduct': { run: async (ctx, at) => await getProduct(ctx, at.code) },
  'products/get-product-to-edit.getProductToEdit': {
    run: async (ctx, at) => (await getProductToEdit(ctx, at.code)).product,
  },
  'products/get-product-to-edit.getProductToEdit groups': {
    run: async (ctx, at) => (await getProductToEdit(ctx, at.code)).choices.groups,
  },
  'products/create-product.getNewProductChoices': {
    run: async (ctx) => (await getNewProductChoices(ctx)).groups,
  },
  'products/get-version.getProductVersion': {
    run: async (ctx, at) => await getProductVersion(ctx, at.code, 1),
  },
  'products/product-history.productHistory': {
    run: async (ctx, at) => {
      const { product } = await getProduct(ctx, at.code)
      return [product.name, await productHistory(ctx, product, { limit: 20 })]
    },
  },
  'products/product-files.openFile': {
    run: async (ctx, at) => [(await openFile(ctx, { code: at.code, id: at.file, small: false })).name],
  },
  'products/product-files.openFile of another product': {
    run: async (ctx, at) => await openFile(ctx, { code: 'INSIDE-1', id: at.file, small: false }),
  },
}

function placesOf(steps: readonly { position: number }[]): string {
  return steps.length === 0 ? 'no' : steps.map(({ position }) => position).join()
}

const STEPS: Record<string, Operation> = {
  'products/get-steps.getProductSteps': {
    run: async (ctx, at) => (await getProductSteps(ctx, at.code)).steps,
  },
  'products/get-steps.getProductSteps places': {
    run: async (ctx, at) => placesOf((await getProductSteps(ctx, at.code)).steps),
  },
  'products/get-steps.listSegmentUses places': {
    run: async (ctx, at) => placesOf(await listSegmentUses(ctx, { id: at.segmentId as SegmentId })),
  },
  'products/get-steps.getStepsToEdit': {
    run: async (ctx, at) => {
      const { steps, offered } = await getStepsToEdit(ctx, at.code)
      return { steps, offered }
    },
  },
  'products/get-steps.compareSteps': {
    run: async (ctx, at) => await compareSteps(ctx, { a: 'INSIDE-1', b: at.code }),
  },
  'products/get-steps.compareSteps the other way': {
    run: async (ctx, at) => await compareSteps(ctx, { a: at.code, b: 'INSIDE-1' }),
  },
  'products/get-steps.listSegmentUses': {
    run: async (ctx, at) => await listSegmentUses(ctx, { id: at.segmentId as SegmentId }),
  },
}

const GROUPS: Record<string, Operation> = {
  'products/product-groups.listProductGroups': { run: async (ctx) => (await listProductGroups(ctx)).groups },
  'products/product-groups.getGroupToEdit': { run: async (ctx, at) => await getGroupToEdit(ctx, at.group) },
  'products/product-groups.requireGroupMaker': { run: async (ctx) => await requireGroupMaker(ctx) },
}

export const PRODUCT_READS: Record<string, Operation> = { ...LISTS, ...CARDS, ...STEPS, ...GROUPS }
