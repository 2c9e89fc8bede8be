import { describe, expect, it } from 'vitest'
import { retryPosition, toDurationWords, toStepViews } from './model'

const definition = {
  steps: [
    { name: 'fetch', title: 'Fetch' },
    { name: 'publish', title: 'Publish' },
  ],
}

function ended(position: number, name: string, failed = false) {
  return {
    position,
    name,
    startedAt: null,
    endedAt: null,
    attempts: 1,
    outputBytes: 2,
    failure: failed ? { name: 'Error', message: 'broken' } : null,
  }
}

const statesOf = (views: { name: string; state: string }[]) =>
  views.map(({ name, state }) => `${name} ${state}`)

describe('the steps of a run', () => {
  it('are all waiting while the run waits', () => {
    expect(statesOf(toStepViews(definition, 'waiting', []))).toEqual(['fetch waiting', 'publish waiting'])
  })

  it('tell the one that must be running: the first without an end', () => {
    expect(statesOf(toStepViews(definition, 'running', [ended(0, 'fetch')]))).toEqual([
      'fetch done',
      'publish running',
    ])
  })

  it('that a failed run did not get to are not reached', () => {
    expect(statesOf(toStepViews(definition, 'failed', [ended(0, 'fetch', true)]))).toEqual([
      'fetch failed',
      'publish not reached',
    ])
  })

  it('of an older definition stand where they ran, under their own name', () => {
    expect(statesOf(toStepViews(definition, 'succeeded', [ended(0, 'old'), ended(1, 'publish')]))).toEqual([
      'old done',
      'publish done',
      'fetch not reached',
    ])
  })
})

describe('where a run is taken up again', () => {
  it('is its failed step', () => {
    expect(retryPosition([ended(0, 'fetch'), ended(1, 'publish', true)])).toBe(1)
  })

  it('is after the last step that ended when none failed', () => {
    expect(retryPosition([ended(0, 'fetch')])).toBe(1)
    expect(retryPosition([])).toBe(0)
  })
})

describe('how long something took', () => {
  it.each([
    [0, '0 ms'],
    [340.4, '340 ms'],
    [12_430, '12.4 s'],
    [185_000, '3 min 5 s'],
    [7_500_000, '2 h 5 min'],
  ])('of %d ms is %s', (ms, words) => {
    expect(toDurationWords(ms)).toBe(words)
  })
})
