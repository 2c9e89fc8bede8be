import { describe, expect, it } from 'vitest'
import { createWebhookGate, isSecret } from './webhook-gate'

const SECRET = 's'.repeat(40)

describe('the secret', () => {
  it('is all of it and nothing else, and nothing is right where none is set', () => {
    expect(isSecret(SECRET, SECRET)).toBe(true)
    for (const given of [null, '', SECRET.slice(1), `${SECRET}s`, SECRET.toUpperCase()])
      expect(isSecret(given, SECRET)).toBe(false)
    for (const given of [null, '', 'undefined']) expect(isSecret(given, undefined)).toBe(false)
  })
})

function gateWith(limits: { aMinute?: number; everyMs?: number } = {}) {
  let now = 0
  let worked = 0
  let fails = false
  const laters: { at: number; work: () => void }[] = []
  const gate = createWebhookGate(
    async () => {
      worked += 1
      if (fails) throw new Error('the database is away')
    },
    {
      aMinute: 1_000,
      everyMs: 1_000,
      ...limits,
      nowMs: () => now,
      later: (work, ms) => void laters.push({ at: now + ms, work }),
    },
  )
  return {
    gate,
    worked: () => worked,
    fail: () => {
      fails = true
    },
    goOn: (ms: number) => {
      now += ms
      for (const due of laters
        .splice(0)
        .filter(({ at, work }) => at <= now || void laters.push({ at, work })))
        due.work()
    },
  }
}

describe('what stands before the work', () => {
  it('a flood becomes one piece of work now and one that follows, and the last call is never lost', async () => {
    const { gate, worked, goOn } = gateWith()
    await gate()
    for (let call = 0; call < 100; call += 1) expect(gate()).toBe('later')
    expect(worked()).toBe(1)
    goOn(999)
    expect(worked()).toBe(1)
    goOn(1)
    expect(worked()).toBe(2)
    expect(gate()).toBe('later')
    goOn(1_000)
    expect(worked()).toBe(3)
    goOn(10_000)
    expect(worked()).toBe(3)
  })

  it('more than so many a minute are refused, until the next one', () => {
    const { gate, goOn } = gateWith({ aMinute: 2 })
    void gate()
    expect(gate()).toBe('later')
    expect(gate()).toBe('refused')
    goOn(60_000)
    expect(gate()).not.toBe('refused')
  })

  it('who calls hears of work that fails; what follows later fails by itself', async () => {
    const { gate, worked, goOn, fail } = gateWith()
    fail()
    await expect(gate()).rejects.toThrow('the database is away')
    expect(gate()).toBe('later')
    goOn(1_000)
    expect(worked()).toBe(2)
  })
})
