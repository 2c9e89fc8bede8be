import { describe, expect, it } from 'vitest'
import { STATES_BEFORE, stateAt } from './jobs'

const job = { outcome: 'running', isCancelling: false, isLost: false, submittedAt: 1_000 } as const

/** The states that are told from its submission on, each once. */
function statesOf(outcome: 'running' | 'completed' | 'failed'): string[] {
  const states = Array.from({ length: 100 }, (_, ms) => stateAt({ ...job, outcome }, 1_000 + ms, 10))
  return [...new Set<string>(states)]
}

describe('a job', () => {
  it('goes through the states in their order, whatever has become of it already', () => {
    expect(statesOf('running')).toEqual([...STATES_BEFORE, 'RUNNING'])
    expect(statesOf('completed')).toEqual([...STATES_BEFORE, 'COMPLETED'])
    expect(statesOf('failed')).toEqual([...STATES_BEFORE, 'FAILED'])
  })

  it('that was lost is in no state that is known', () => {
    expect(stateAt({ ...job, isLost: true }, 1_001, 10)).toBe('INVALID_STATE')
  })

  it('is cancelled in two steps, at any time', () => {
    expect(stateAt({ ...job, isCancelling: true }, 1_001, 10)).toBe('CANCELLATION_REQUESTED')
    expect(stateAt({ ...job, isCancelling: true, outcome: 'cancelled' }, 1_001, 10)).toBe('CANCELED')
  })
})
