import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { inBatches } from './batches'

const NUMBERS = [1, 2, 3, 4, 5, 6, 7]
const readAfter = async (last: number | undefined) => NUMBERS.filter((n) => n > (last ?? 0)).slice(0, 3)

describe('work in batches', () => {
  it('goes through all of them once, and saves them in order', async () => {
    const saved: number[][] = []
    await inBatches({
      read: readAfter,
      work: async (batch) => batch.map((n) => n * 10),
      save: async (done) => {
        // The first takes longest: the second must not pass it.
        await sleep(saved.length === 0 ? 20 : 1)
        saved.push(done)
      },
    })
    expect(saved).toEqual([[10, 20, 30], [40, 50, 60], [70]])
  })

  it('reads the next and saves the one before while one is worked on', async () => {
    const seen: string[] = []
    await inBatches({
      read: async (last?: number) => {
        seen.push(`read after ${last ?? 'none'}`)
        return await readAfter(last)
      },
      work: async ([first]) => {
        await sleep(5)
        seen.push(`worked from ${first}`)
        return first ?? 0
      },
      save: async (first) => {
        await sleep(1)
        seen.push(`saved from ${first}`)
      },
    })
    expect(seen).toEqual([
      'read after none',
      'read after 3',
      'worked from 1',
      'read after 6',
      'saved from 1',
      'worked from 4',
      'read after 7',
      'saved from 4',
      'worked from 7',
      'saved from 7',
    ])
  })

  it('ends at the first fault, when nothing is under way any more', async () => {
    const saved: number[] = []
    const working = inBatches({
      read: readAfter,
      work: async ([first]) => {
        if (first === 4) throw new Error('no')
        return first ?? 0
      },
      save: async (first) => {
        await sleep(10)
        saved.push(first)
      },
    })
    await expect(working).rejects.toThrow('no')
    expect(saved).toEqual([1])
    const failing = inBatches({
      read: readAfter,
      work: async (batch) => batch,
      save: () => Promise.reject(new Error('full')),
    })
    await expect(failing).rejects.toThrow('full')
  })
})
