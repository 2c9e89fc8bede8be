import { describe, expect, it } from 'vitest'
import { withHidden } from './step-order'

const before = ['a', 'H', 'b', 'I'].map((step) => ({ step, hidden: step === step.toUpperCase() }))

describe('steps that somebody may not see', () => {
  it.each([
    [
      ['a', 'b'],
      ['a', 'H', 'b', 'I'],
    ],
    [
      ['b', 'a'],
      ['b', 'H', 'a', 'I'],
    ],
    [
      ['a', 'b', 'c'],
      ['a', 'H', 'b', 'I', 'c'],
    ],
    [['b'], ['b', 'H', 'I']],
    [[], ['H', 'I']],
  ])('keep their places when the others become %j', (seen, expected) => {
    expect(withHidden(before, seen)).toEqual(expected)
  })
})
