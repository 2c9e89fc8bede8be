import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange, recordRefusal } from '@/lib/audit/service'
import { inTransaction } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import * as repository from '../repository/views'
import type { ChangeViewInput, SaveLookInput, SaveViewInput } from '../schema/view'
import { VIEW_LIMITS, type ViewId } from '../views'
import { userIdOf } from './reach'

const KIND = 'productView'

/** Views are people's: a key, a job and the command line have none. */
async function requireReader(ctx: Ctx, action: string, id = '*'): Promise<string> {
  await requireRight(ctx, 'read:product', { kind: KIND, id, action })
  const userId = userIdOf(ctx.actor)
  if (userId === null) throw new AppError('FORBIDDEN', { details: { reason: 'people only' } })
  return userId
}

/**
 * Saves a state of the list under a name, for oneself or for everybody who reads products.
 * @throws AppError FORBIDDEN without `read:product`; VALIDATION for a name of one's own that is taken; CONFLICT when there
 * are too many
 */
export async function saveView(ctx: Ctx, input: SaveViewInput): Promise<{ id: ViewId; query: string }> {
  const action = 'productView.created'
  const ownerId = await requireReader(ctx, action)
  if ((await repository.countViews(ownerId)) >= VIEW_LIMITS.each)
    throw new AppError('CONFLICT', { details: { reason: 'too many views', limit: VIEW_LIMITS.each } })
  const { name, query, shared } = input
  const id = await withFreeName(() =>
    inTransaction(async (tx) => {
      const made = await repository.insertView(tx, { ownerId, name, query, shared, now: ctx.now() })
      const changes = {
        name: { before: null, after: name },
        query: { before: null, after: query },
        shared: { before: null, after: shared },
      }
      await recordChange(tx, ctx, { action, subject: { kind: KIND, id: made }, changes })
      return made
    }),
  )
  return { id, query }
}

/**
 * Renames a view of one's own, shares it or takes it back, and gives it the state that the list has now.
 * @throws AppError NOT_FOUND for one that is not there or somebody else's; VALIDATION for a name that is taken
 */
export async function changeView(ctx: Ctx, input: ChangeViewInput): Promise<{ id: ViewId; query: string }> {
  const action = 'productView.updated'
  const view = await requireOwnView(ctx, input.id, action)
  const after = { name: input.name, query: input.query ?? view.query, shared: input.shared }
  const changes: Record<string, { before: unknown; after: unknown }> = {}
  for (const field of ['name', 'query', 'shared'] as const)
    if (view[field] !== after[field]) changes[field] = { before: view[field], after: after[field] }
  if (Object.keys(changes).length > 0) {
    await withFreeName(() =>
      inTransaction(async (tx) => {
        await repository.updateView(tx, view.id, { ...after, updatedAt: ctx.now() })
        await recordChange(tx, ctx, { action, subject: { kind: KIND, id: view.id }, changes })
      }),
    )
  }
  return { id: view.id, query: after.query }
}

/** Deletes a view of one's own. @throws AppError NOT_FOUND for one that is not there or somebody else's */
export async function deleteView(ctx: Ctx, { id }: { id: ViewId }): Promise<void> {
  const action = 'productView.deleted'
  const view = await requireOwnView(ctx, id, action)
  await inTransaction(async (tx) => {
    await repository.deleteView(tx, view.id)
    const changes = { name: { before: view.name, after: null }, query: { before: view.query, after: null } }
    await recordChange(tx, ctx, { action, subject: { kind: KIND, id: view.id }, changes })
  })
}

/**
 * Which view the actor's list opens with, or none. Their own habit: it stands in no audit record.
 * @throws AppError NOT_FOUND for a view that they may not use
 */
export async function setDefaultView(ctx: Ctx, { id }: { id: ViewId | null }): Promise<void> {
  const action = 'productView.chosen'
  const userId = await requireReader(ctx, action, id ?? '*')
  if (id !== null) {
    const view = await repository.findView(id)
    if (view === null) throw notFound()
    if (view.ownerId !== userId && !view.shared) {
      await recordRefusal(ctx, { action, subject: { kind: KIND, id }, right: 'read:product' })
      throw notFound()
    }
  }
  await repository.saveDefaultView(userId, id)
}

/** The columns and the density that the actor likes, wherever the address names none. */
export async function saveLook(ctx: Ctx, input: SaveLookInput): Promise<{ query: string }> {
  const userId = await requireReader(ctx, 'productView.chosen')
  await repository.saveLook(userId, { columns: input.columns ?? [], density: input.density ?? null })
  return { query: input.query }
}

async function requireOwnView(ctx: Ctx, id: ViewId, action: string): Promise<repository.ViewRecord> {
  const userId = await requireReader(ctx, action, id)
  const view = await repository.findView(id)
  if (view?.ownerId === userId) return view
  if (view !== null) await recordRefusal(ctx, { action, subject: { kind: KIND, id }, right: 'read:product' })
  throw notFound()
}

function notFound(): AppError {
  return new AppError('NOT_FOUND', { details: { kind: KIND } })
}

async function withFreeName<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!repository.isNameTaken(error)) throw error
    throw new AppError('VALIDATION', {
      fieldErrors: { name: ['You have a view of this name. Choose another.'] },
      cause: error,
    })
  }
}
