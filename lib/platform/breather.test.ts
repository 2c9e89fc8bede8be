import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createBreather } from './breather'

function workFor(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

describe('long work that breathes', () => {
  it('lets others have their turn every few milliseconds, and most of the time', async () => {
    const breathe = createBreather({ busyMs: 3, share: 0.25 })
    let turns = 0
    const others = setInterval(() => {
      turns += 1
    }, 1)
    const begun = performance.now()
    for (let piece = 0; piece < 60; piece += 1) {
      workFor(1)
      await breathe()
    }
    clearInterval(others)
    expect(performance.now() - begun).toBeGreaterThan(60 / 0.25 / 2)
    expect(turns).toBeGreaterThan(15)
  })

  it('does not rest for what was spent waiting', async () => {
    const breathe = createBreather({ busyMs: 3, share: 0.05 })
    await sleep(200)
    const begun = performance.now()
    await breathe()
    expect(performance.now() - begun).toBeLessThan(50)
  })
})
