import { describe, expect, it } from 'vitest'
import { createSweep } from './short-lived'

const MB = 1024 * 1024

/** How many megabytes of buffers the process holds more, after 48 of them were made and dropped. */
function growth(tell: (bytes: number) => void): number {
  const before = process.memoryUsage().arrayBuffers
  for (let made = 0; made < 48; made += 1) tell(Buffer.allocUnsafeSlow(MB).length)
  return (process.memoryUsage().arrayBuffers - before) / MB
}

describe('bytes that are made and given away', () => {
  it('are cleared away while more are made, which would otherwise heap up', () => {
    const left = growth(() => {})
    expect(left).toBeGreaterThan(24)
    expect(growth(createSweep())).toBeLessThan(16)
  })

  it('that are still held are left as they are', () => {
    const sweep = createSweep()
    const held = Array.from({ length: 40 }, (_, index) => {
      sweep(MB)
      return Buffer.alloc(MB, index)
    })
    expect(held.every((buffer, index) => buffer[0] === index && buffer[MB - 1] === index)).toBe(true)
  })
})
