import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { soon } from './soon'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('what comes soon', () => {
  it('is the value where it comes in time, null itself too', async () => {
    expect(await soon(Promise.resolve(null), 100)).toEqual({ value: null })
    const later = new Promise<number>((resolve) => setTimeout(() => resolve(7), 99))
    const answer = soon(later, 100)
    await vi.advanceTimersByTimeAsync(99)
    expect(await answer).toEqual({ value: 7 })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is nothing where it takes longer or fails, and the promise still tells what became of it', async () => {
    const slow = new Promise<number>((resolve) => setTimeout(() => resolve(7), 5_000))
    const answer = soon(slow, 100)
    await vi.advanceTimersByTimeAsync(100)
    expect(await answer).toBeNull()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await slow).toBe(7)
    const failing = Promise.reject(new Error('away'))
    expect(await soon(failing, 100)).toBeNull()
    await expect(failing).rejects.toThrow('away')
  })
})
