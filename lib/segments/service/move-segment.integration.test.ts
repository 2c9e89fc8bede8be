import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { auditOf } from '@/lib/testing/audit-rows'
import { personWith } from '@/lib/testing/products'
import { addSegment, parentOf } from '@/lib/testing/segments'
import { isCircle } from '../repository/record'
import { moveSegment } from './move-segment'

const editor = () => personWith('editor')

async function clean(): Promise<void> {
  await db().processSegment.deleteMany()
}

/** Every segment reaches the top: nothing is its own ancestor. */
async function isTree(): Promise<boolean> {
  const rows = await db().processSegment.findMany({ select: { id: true, parentId: true } })
  const parents = new Map(rows.map(({ id, parentId }) => [id, parentId]))
  return rows.every(({ id }) => {
    let [at, steps]: [string | null, number] = [id, 0]
    while (at !== null && steps <= rows.length) [at, steps] = [parents.get(at) ?? null, steps + 1]
    return at === null
  })
}

describe('moving a segment', () => {
  it('puts it below another or at the top, and records from where to where', async () => {
    await clean()
    await addSegment('TOP')
    const id = await addSegment('MASH')
    expect(await moveSegment(editor(), { code: 'mash', parentCode: 'top' })).toEqual({
      code: 'MASH',
      fromCode: null,
      toCode: 'TOP',
    })
    expect(await parentOf('MASH')).toBe('TOP')
    await moveSegment(editor(), { code: 'MASH', parentCode: null, fromCode: 'TOP' })
    expect(await parentOf('MASH')).toBeNull()
    expect((await auditOf(id, 'segment.moved')).map(({ changes }) => changes)).toEqual([
      { parentCode: { before: null, after: 'TOP' } },
      { parentCode: { before: 'TOP', after: null } },
    ])
    expect((await db().processSegment.findUniqueOrThrow({ where: { id } })).version).toBe(3)
  })

  it('to where it stands already writes nothing', async () => {
    await clean()
    const id = await addSegment('A')
    await moveSegment(editor(), { code: 'A', parentCode: null })
    expect(await auditOf(id)).toEqual([])
  })

  it('below itself, or below what stands below it, is refused in words', async () => {
    await clean()
    const a = await addSegment('A')
    const b = await addSegment('B', { parentId: a })
    await addSegment('C', { parentId: b })
    for (const parentCode of ['A', 'B', 'C']) {
      await expect(moveSegment(editor(), { code: 'A', parentCode })).rejects.toMatchObject({
        code: 'VALIDATION',
        fieldErrors: { parentCode: ['A segment cannot stand below itself, or below what stands below it.'] },
      })
    }
    expect(await auditOf(a)).toEqual([])
    expect(await isTree()).toBe(true)
  })

  it('below an archived one is refused in words; what stands there already stays and goes where it likes', async () => {
    await clean()
    const old = await addSegment('OLD', { status: 'archived' })
    const id = await addSegment('A')
    await addSegment('B', { parentId: old })
    await expect(moveSegment(editor(), { code: 'A', parentCode: 'old' })).rejects.toMatchObject({
      code: 'VALIDATION',
      fieldErrors: { parentCode: ['OLD is archived. Bring it back first, or choose another place.'] },
    })
    expect(await auditOf(id)).toEqual([])
    await moveSegment(editor(), { code: 'B', parentCode: 'OLD' })
    await moveSegment(editor(), { code: 'OLD', parentCode: 'A' })
    await moveSegment(editor(), { code: 'B', parentCode: null })
    expect(await parentOf('OLD')).toBe('A')
  })

  it('that somebody moved since it was looked at is refused as a conflict', async () => {
    await clean()
    await addSegment('X')
    await addSegment('Y')
    await addSegment('A')
    await moveSegment(editor(), { code: 'A', parentCode: 'X', fromCode: null })
    await expect(moveSegment(editor(), { code: 'A', parentCode: 'Y', fromCode: null })).rejects.toMatchObject(
      { code: 'CONFLICT', details: { reason: 'moved meanwhile', present: 'X' } },
    )
    expect(await parentOf('A')).toBe('X')
  })

  it('is refused to a viewer, and on or to somebody else’s segment it is not there; both are recorded', async () => {
    await clean()
    const id = await addSegment('A', { tags: ['hot'] })
    const cold = await addSegment('B', { tags: ['cold'] })
    const viewer = personWith('viewer')
    await expect(moveSegment(viewer, { code: 'A', parentCode: 'B' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const held = personWith('editor', { kind: 'tag', in: ['hot'] })
    await expect(moveSegment(held, { code: 'B', parentCode: null })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    for (const parentCode of ['B', 'NO-SUCH']) {
      await expect(moveSegment(held, { code: 'A', parentCode })).rejects.toMatchObject({
        code: 'VALIDATION',
        fieldErrors: { parentCode: ['Choose a segment that is there.'] },
      })
    }
    expect(await auditOf('A', 'segment.moved')).toMatchObject([
      { outcome: 'refused', actorId: viewer.actor.id },
    ])
    expect(await auditOf(cold)).toMatchObject([{ action: 'segment.moved', outcome: 'refused' }])
    expect(await auditOf(id)).toEqual([])
  })
})

describe('a tree that several move at once', () => {
  it('never closes a circle of two: one of each pair of crossing moves is refused', async () => {
    for (let round = 0; round < 10; round += 1) {
      await clean()
      await addSegment('A')
      await addSegment('B')
      const outcomes = await Promise.allSettled([
        moveSegment(editor(), { code: 'A', parentCode: 'B' }),
        moveSegment(editor(), { code: 'B', parentCode: 'A' }),
      ])
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'VALIDATION' },
      })
      expect(await isTree()).toBe(true)
    }
  })

  it('never closes a circle of many, and loses no move without a word', async () => {
    await clean()
    const codes = Array.from({ length: 9 }, (_, n) => `S${n}`)
    for (const code of codes) await addSegment(code)
    // Each below the next, round: all but one may be done.
    const outcomes = await Promise.allSettled(
      codes.map((code, n) =>
        moveSegment(editor(), { code, parentCode: codes[(n + 1) % codes.length] ?? null }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(codes.length - 1)
    expect(await isTree()).toBe(true)
  })

  it('stays a tree under eight movers over a deep one, each move done or refused in words, and each that is done recorded', async () => {
    await clean()
    const codes = Array.from({ length: 48 }, (_, n) => `D${n}`)
    let above: string | null = null
    for (const code of codes) above = await addSegment(code, { parentId: above })
    const pick = (seed: number) => codes[seed % codes.length] ?? 'D0'
    const moves = Array.from({ length: 8 }, async (_, mover) => {
      const outcomes: string[] = []
      for (let step = 0; step < 30; step += 1) {
        // Far up below far down, down below up, to the top: each mover its own way, the same in every run.
        const seed = (mover + 1) * 7919 + step * 104_729
        const parentCode = step % 9 === 8 ? null : pick(Math.floor(seed / 48))
        const outcome = await moveSegment(editor(), { code: pick(seed), parentCode }).then(
          ({ fromCode, toCode }) => (fromCode === toCode ? 'none' : 'moved'),
          (error: { code?: string }) => error.code ?? String(error),
        )
        outcomes.push(outcome)
      }
      return outcomes
    })
    const outcomes = (await Promise.all(moves)).flat()
    const count = (wanted: string) => outcomes.filter((outcome) => outcome === wanted).length
    expect(await isTree()).toBe(true)
    expect(count('moved')).toBeGreaterThan(40)
    expect(count('VALIDATION')).toBeGreaterThan(10)
    expect(count('moved') + count('none') + count('VALIDATION')).toBe(outcomes.length)
    const ids = (await db().processSegment.findMany({ select: { id: true } })).map(({ id }) => id)
    const recorded = { action: 'segment.moved', outcome: 'done', subjectId: { in: ids } }
    expect(await db().auditEvent.count({ where: recorded })).toBe(count('moved'))
  }, 60_000)

  it('is kept by the database itself, for two sessions that ask no service and lock nothing first', async () => {
    await clean()
    const [a, b] = [await addSegment('A'), await addSegment('B')]
    const connect = async () => {
      const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
      await client.connect()
      await client.query('BEGIN')
      return client
    }
    const [one, other] = [await connect(), await connect()]
    const move = 'UPDATE process_segment SET parent_id = $2 WHERE id = $1'
    try {
      await one.query(move, [a, b])
      // Waits for the first one's end; asked before it, with nothing of it in view yet.
      const second = other.query(move, [b, a]).then(
        () => 'done',
        (error: { code?: string }) => error.code,
      )
      await one.query('SELECT pg_sleep(0.2)')
      await one.query('COMMIT')
      expect(await second).toBe('PS001')
    } finally {
      await Promise.all([one.end(), other.end()])
    }
    expect(await parentOf('A')).toBe('B')
    expect(await parentOf('B')).toBeNull()
  })

  it('is judged as a statement ends: two may change places in one', async () => {
    await clean()
    const a = await addSegment('A')
    const b = await addSegment('B', { parentId: a })
    await db().$executeRaw`
      UPDATE process_segment SET parent_id = CASE WHEN id = ${a}::uuid THEN ${b}::uuid END
      WHERE id IN (${a}::uuid, ${b}::uuid)`
    expect([await parentOf('A'), await parentOf('B')]).toEqual(['B', null])
  })

  it('takes no circle that is closed beside what hangs from it, all in one statement', async () => {
    await clean()
    const [a, b, c] = [await addSegment('A'), await addSegment('B'), await addSegment('C')]
    await expect(
      db().$executeRaw`
        UPDATE process_segment SET parent_id = CASE id WHEN ${a}::uuid THEN ${b}::uuid ELSE ${a}::uuid END
        WHERE id IN (${a}::uuid, ${b}::uuid, ${c}::uuid)`,
    ).rejects.toSatisfy((error: unknown) => isCircle(error))
    expect([await parentOf('A'), await parentOf('B'), await parentOf('C')]).toEqual([null, null, null])
  })

  it('is not moved in a transaction that could not see what others did', async () => {
    await clean()
    const [a, b] = [await addSegment('A'), await addSegment('B')]
    await expect(
      db().$transaction(
        async (tx) => await tx.processSegment.update({ where: { id: a }, data: { parentId: b } }),
        { isolationLevel: 'RepeatableRead' },
      ),
    ).rejects.toThrow(/repeatable read/)
  })
})

describe('a segment that others depend on', () => {
  it('is not deleted while one stands below it or a product uses it', async () => {
    await clean()
    const a = await addSegment('A')
    await addSegment('B', { parentId: a })
    const used = await addSegment('USED')
    const { id: productId } = await db().product.create({ data: { code: 'P', codeKey: 'p', name: 'P' } })
    await db().productSegment.create({ data: { productId, segmentId: used, position: 1 } })
    await expect(db().processSegment.delete({ where: { id: a } })).rejects.toMatchObject({ code: 'P2003' })
    await expect(db().processSegment.delete({ where: { id: used } })).rejects.toMatchObject({ code: 'P2003' })
    await db().product.delete({ where: { id: productId } })
    await db().processSegment.delete({ where: { id: used } })
  })
})
