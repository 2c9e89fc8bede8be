import type { Ctx } from '@/lib/access/model'
import { canSome, scopeFor } from '@/lib/access/policy'
import { requireRight } from '@/lib/access/service'
import { recordChange } from '@/lib/audit/service'
import { inTransaction, isUniqueViolation } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { attributeLine, type ProductGroupDetail } from '../model'
import { countInGroups, findGroup, insertGroup, listGroupRows, updateGroupAt } from '../repository/groups'
import type { CreateGroupInput, UpdateGroupInput } from '../schema/group'
import { userIdOf } from './reach'

export type GroupList = { groups: (ProductGroupDetail & { products: number })[]; mayEdit: boolean }

/**
 * The product groups by name, each with how many products of it the actor may read. Needs `read:productGroup`.
 * @throws AppError FORBIDDEN
 */
export async function listProductGroups(ctx: Ctx): Promise<GroupList> {
  await requireRight(ctx, 'read:productGroup')
  const of = { scope: scopeFor(ctx.actor, 'read:product'), userId: userIdOf(ctx.actor) }
  const [rows, counts] = await Promise.all([listGroupRows(), countInGroups(of)])
  const groups = rows.map((row) => ({ ...row, products: counts.get(row.id) ?? 0 }))
  return { groups, mayEdit: canSome(ctx.actor, 'edit:productGroup') }
}

/** A group to be edited. @throws AppError FORBIDDEN, NOT_FOUND */
export async function getGroupToEdit(ctx: Ctx, code: string): Promise<ProductGroupDetail> {
  await requireRight(ctx, 'edit:productGroup', {
    kind: 'productGroup',
    id: code,
    action: 'productGroup.updated',
  })
  const group = await findGroup(code)
  if (group === null) throw new AppError('NOT_FOUND', { details: { kind: 'productGroup' } })
  return group
}

/** Whoever may make groups. @throws AppError FORBIDDEN */
export async function requireGroupMaker(ctx: Ctx): Promise<void> {
  await requireRight(ctx, 'edit:productGroup', {
    kind: 'productGroup',
    id: '*',
    action: 'productGroup.created',
  })
}

/** Makes a group. @throws AppError FORBIDDEN, VALIDATION when there is one of that code */
export async function createGroup(ctx: Ctx, input: CreateGroupInput): Promise<{ code: string }> {
  await requireGroupMaker(ctx)
  const { attribute: attributes, ...fields } = input
  try {
    await inTransaction(async (tx) => {
      const id = await insertGroup(tx, { ...fields, attributes })
      await recordChange(tx, ctx, {
        action: 'productGroup.created',
        subject: { kind: 'productGroup', id },
        changes: changesOf(null, { ...fields, attributes }),
      })
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const fieldErrors = { code: ['There is a group of this code. Choose another.'] }
    throw new AppError('VALIDATION', { fieldErrors, cause: error })
  }
  return { code: fields.code }
}

/**
 * Saves a group over the version that it started from. Products are not touched: a value that its group no longer asks for
 * stays with the product and can be read.
 * @throws AppError FORBIDDEN, NOT_FOUND, VERSION_CONFLICT
 */
export async function updateGroup(ctx: Ctx, input: UpdateGroupInput): Promise<{ code: string }> {
  const group = await getGroupToEdit(ctx, input.code)
  const { version, name, description, attribute: attributes } = input
  if (group.version !== version) throw conflict(version, group.version)
  const changes = changesOf(group, { name, description, attributes })
  if (Object.keys(changes).length === 0) return { code: group.code }
  await inTransaction(async (tx) => {
    const saved = await updateGroupAt(tx, { id: group.id, version }, { name, description, attributes })
    if (!saved) throw conflict(version, null)
    await recordChange(tx, ctx, {
      action: 'productGroup.updated',
      subject: { kind: 'productGroup', id: group.id },
      changes,
    })
  })
  return { code: group.code }
}

function conflict(yours: number, present: number | null): AppError {
  return new AppError('VERSION_CONFLICT', { details: { yours, present } })
}

type Fields = Pick<ProductGroupDetail, 'name' | 'description' | 'attributes'> & { code?: string }

function changesOf(
  before: Fields | null,
  after: Fields,
): Record<string, { before: unknown; after: unknown }> {
  const flat = (group: Fields | null) => ({
    code: group?.code ?? null,
    name: group?.name ?? null,
    description: group?.description ?? null,
    attributes: group?.attributes.map(attributeLine) ?? [],
  })
  const [old, now] = [flat(before), flat(after)]
  const fields = ['code', 'name', 'description', 'attributes'] as const
  return Object.fromEntries(
    fields
      .filter((field) => field !== 'code' || after.code !== undefined)
      .filter((field) => JSON.stringify(old[field]) !== JSON.stringify(now[field]))
      .map((field) => [field, { before: old[field], after: now[field] }]),
  )
}
