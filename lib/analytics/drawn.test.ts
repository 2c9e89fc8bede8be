import { describe, expect, it, vi } from 'vitest'
import { drawnOnce } from './drawn'

describe('a drawing', () => {
  it('is made once for the same input, and anew for another', () => {
    const draw = vi.fn(({ points }: { points: number[] }) => `<svg>${points.join()}</svg>`)
    const asked = [
      [1, 2],
      [1, 2],
      [1, 3],
      [1, 2],
    ].map((points) => drawnOnce({ points }, draw))
    expect(asked).toEqual(['<svg>1,2</svg>', '<svg>1,2</svg>', '<svg>1,3</svg>', '<svg>1,2</svg>'])
    expect(draw).toHaveBeenCalledTimes(2)
  })

  it('is let go of when many others were made, and is right after that', () => {
    const large = 'x'.repeat(1_000_000)
    const draw = vi.fn(({ n }: { n: number }) => `${n}${large}`)
    for (let n = 0; n < 20; n += 1) drawnOnce({ n }, draw)
    expect(drawnOnce({ n: 0 }, draw)).toBe(`0${large}`)
    expect(draw).toHaveBeenCalledTimes(21)
  })
})
