import { describe, expect, it } from 'vitest'
import { newEventId } from './event-id'

describe('newEventId', () => {
  it('is a UUID of version 7 that rises within one millisecond, past the counter, and when the clock goes back', () => {
    const at = Date.now() + 60_000
    const ids = Array.from({ length: 10_000 }, () => newEventId(at))
    ids.push(newEventId(at - 5_000), newEventId(at + 1_000))
    expect(
      ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
    ).toBe(true)
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
