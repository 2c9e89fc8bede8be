import { beforeEach, describe, expect, it } from 'vitest'
import type { Condition, Ctx } from '@/lib/access/model'
import { db, inTransaction } from '@/lib/platform/db'
import { auditOf } from '@/lib/testing/audit-rows'
import { addProduct, personWith } from '@/lib/testing/products'
import { addSegment } from '@/lib/testing/segments'
import { isWaiting } from '@/lib/testing/waiting'
import { updateStepsInput } from '../schema/steps'
import { compareSteps, getProductSteps, getStepsToEdit, listSegmentUses } from './get-steps'
import { updateProductSteps } from './update-steps'

const TEMPERATURE = { id: 'Temperature', description: '', value: '66', valueType: 'decimal', unit: 'Cel' }
const HOT: Condition = { kind: 'tag', in: ['hot'] }

let productId: string
let mash: string
let cool: string

beforeEach(async () => {
  await db().product.deleteMany()
  await db().processSegment.deleteMany()
  productId = await addProduct('ALE', 'Ale')
  mash = await addSegment('MASH', { tags: ['hot'], parameters: [TEMPERATURE], duration: 'PT1H' })
  cool = await addSegment('COOL', { tags: ['cold'] })
})

async function typed(
  ctx: Ctx,
  lines: Record<string, string>,
): Promise<ReturnType<typeof updateStepsInput.parse>> {
  const { fingerprint } = await getStepsToEdit(ctx, 'ALE')
  return updateStepsInput.parse({ code: 'ale', fingerprint, ...lines })
}

const TWO = {
  'lines.0.segment': 'cool',
  'lines.0.no': '2',
  'lines.1.segment': 'MASH',
  'lines.1.no': '1',
  'lines.1.duration': 'PT90M',
  'lines.1.parameters.0.id': 'Temperature',
  'lines.1.parameters.0.value': '68',
  'lines.2.segment': '',
}

/** Rights on every product, and on segments under a condition. */
function heldEditor(): Ctx {
  const ctx = personWith('editor')
  const rights = ctx.actor.rights.filter(({ right }) => !right.endsWith(':segment'))
  return {
    ...ctx,
    actor: { ...ctx.actor, rights: [...rights, { right: 'read:segment', condition: HOT }] },
  }
}

describe('a product’s segments', () => {
  it('are saved in the order of their numbers with what is overridden, and recorded', async () => {
    const ctx = personWith('editor')
    await updateProductSteps(ctx, await typed(ctx, TWO))
    const { steps } = await getProductSteps(personWith('viewer'), 'ALE')
    expect(steps).toMatchObject([
      {
        position: 1,
        segment: { code: 'MASH', duration: 'PT1H', parameters: [TEMPERATURE] },
        duration: 'PT90M',
        parameters: [{ id: 'Temperature', value: '68', valueType: 'decimal', unit: 'Cel' }],
      },
      { position: 2, segment: { code: 'COOL' }, duration: null, parameters: [] },
    ])
    expect(await auditOf(productId)).toMatchObject([
      {
        action: 'product.segments.updated',
        outcome: 'done',
        changes: { segments: { before: [], after: ['MASH (90 min; Temperature 68 Cel) [decimal]', 'COOL'] } },
      },
    ])
    await updateProductSteps(ctx, await typed(ctx, TWO))
    expect(await auditOf(productId)).toHaveLength(1)
  })

  it('refuse a value of another kind, a unit that is none, and a segment that is not there, each at its field', async () => {
    const ctx = personWith('editor')
    const save = async (more: Record<string, string>) =>
      updateProductSteps(ctx, await typed(ctx, { ...TWO, ...more }))
    await expect(save({ 'lines.1.parameters.0.value': 'warm' })).rejects.toMatchObject({
      fieldErrors: { 'lines.1.parameters.0.value': ['This is no number. Write it like 68.5.'] },
    })
    await expect(save({ 'lines.1.parameters.0.unit': 'degC' })).rejects.toMatchObject({
      fieldErrors: { 'lines.1.parameters.0.unit': [expect.stringContaining('Did you mean Cel')] },
    })
    await expect(save({ 'lines.0.segment': 'NONE' })).rejects.toMatchObject({
      fieldErrors: { 'lines.0.segment': ['Choose a segment that is there.'] },
    })
  })

  it('let one of several who save at once win', async () => {
    const ctx = personWith('editor')
    const inputs = await Promise.all(
      [1, 2, 3, 4].map((n) => typed(ctx, { ...TWO, 'lines.1.duration': `PT${n}M` })),
    )
    const outcomes = await Promise.allSettled(inputs.map((input) => updateProductSteps(ctx, input)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'VERSION_CONFLICT' },
    })
    expect(await auditOf(productId)).toHaveLength(1)
  })

  it('are refused to a viewer, and not there on a product out of reach; both are recorded', async () => {
    const input = await typed(personWith('editor'), TWO)
    const viewer = personWith('viewer')
    await expect(updateProductSteps(viewer, input)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const held = personWith('editor', HOT)
    await expect(updateProductSteps(held, input)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const rows = await db().auditEvent.findMany({
      where: { actorId: { in: [viewer.actor.id, held.actor.id] } },
    })
    expect(rows).toMatchObject([
      { action: 'product.segments.updated', outcome: 'refused' },
      { action: 'product.segments.updated', outcome: 'refused' },
    ])
    expect(await db().productSegment.count()).toBe(0)
  })

  it('that somebody may not read are not shown to them, and stay in place when they save the others', async () => {
    await db().productSegment.createMany({
      data: [
        { productId, segmentId: cool, position: 1 },
        { productId, segmentId: mash, position: 2 },
      ],
    })
    const ctx = heldEditor()
    const { steps } = await getStepsToEdit(ctx, 'ALE')
    expect(steps.map(({ segment }) => segment.code)).toEqual(['MASH'])
    await updateProductSteps(ctx, await typed(ctx, { 'lines.0.segment': 'MASH', 'lines.0.duration': 'PT5M' }))
    const all = await getProductSteps(personWith('viewer'), 'ALE')
    expect(all.steps).toMatchObject([
      { segment: { code: 'COOL' } },
      { segment: { code: 'MASH' }, duration: 'PT5M' },
    ])
    await expect(
      updateProductSteps(ctx, await typed(ctx, { 'lines.0.segment': 'COOL' })),
    ).rejects.toMatchObject({ code: 'VALIDATION' })
  })

  it('of a product that leaves the reach of who saves them stay as they are', async () => {
    await db().product.update({ where: { id: productId }, data: { tags: ['hot'] } })
    const ctx = personWith('editor', HOT)
    const input = await typed(ctx, { 'lines.0.segment': 'MASH' })
    let saving: Promise<unknown> = Promise.resolve()
    await inTransaction(async (tx) => {
      await tx.product.update({ where: { id: productId }, data: { tags: ['cold'] } })
      saving = updateProductSteps(ctx, input).catch((error: unknown) => error)
      await expect.poll(isWaiting, { timeout: 10_000 }).toBe(true)
    })
    expect(await saving).toMatchObject({ code: 'NOT_FOUND' })
    expect(await db().productSegment.count()).toBe(0)
  })

  it('tell which products in reach go through a segment', async () => {
    await db().productSegment.create({ data: { productId, segmentId: mash, position: 1, duration: 'PT5M' } })
    const segment = { id: mash } as Parameters<typeof listSegmentUses>[1]
    expect(await listSegmentUses(personWith('viewer'), segment)).toEqual([
      { code: 'ALE', name: 'Ale', position: 1, overrides: 1 },
    ])
    expect(await listSegmentUses(personWith('viewer', HOT), segment)).toEqual([])
    expect(await listSegmentUses(personWith(null), segment)).toEqual([])
  })

  it('of two products are paired where both go through one in one order', async () => {
    const other = await addProduct('STOUT', 'Stout')
    await db().productSegment.createMany({
      data: [
        { productId, segmentId: mash, position: 1 },
        { productId, segmentId: cool, position: 2 },
        { productId: other, segmentId: cool, position: 1 },
      ],
    })
    const { pairs } = await compareSteps(personWith('viewer'), { a: 'ale', b: 'stout' })
    expect(pairs.map(({ left, right }) => [left?.segment.code, right?.segment.code])).toEqual([
      ['MASH', undefined],
      ['COOL', 'COOL'],
    ])
    await expect(compareSteps(personWith('viewer'), { a: 'ale', b: 'none' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
