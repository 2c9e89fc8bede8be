import { expect, it } from 'vitest'
import { startInTurn } from './in-turn'

const NAMES = ['house', 'way', 'superset']

/** Starts two things and then fails, or not; `stopped` says which were stopped. */
async function start({ failing, stuck }: { failing?: string; stuck?: string }) {
  const stopped: string[] = []
  const stopOf = (name: string) => async () => {
    if (name === stuck) throw new Error(`${name} does not stop`)
    stopped.push(name)
  }
  const starting = startInTurn(async (started) => {
    for (const name of NAMES.toReversed()) {
      if (name === failing) throw new Error(`${name} does not start`)
      started(stopOf(name))
    }
    return { names: NAMES }
  })
  const outcome = await starting.catch((error: Error) => error)
  return { outcome, stopped }
}

it('stops what was started, the last first', async () => {
  const { outcome, stopped } = await start({})
  if (outcome instanceof Error) throw outcome
  expect([outcome.names, stopped]).toEqual([NAMES, []])
  await outcome.stop()
  expect(stopped).toEqual(NAMES)
})

it('stops what was started before one that does not start, and tells why that did not', async () => {
  const { outcome, stopped } = await start({ failing: 'house', stuck: 'way' })
  expect([outcome, stopped]).toEqual([new Error('house does not start'), ['superset']])
})

it('stops the others beside one that does not stop, and tells of it', async () => {
  const { outcome, stopped } = await start({ stuck: 'way' })
  if (outcome instanceof Error) throw outcome
  await expect(outcome.stop()).rejects.toThrow('way does not stop')
  expect(stopped).toEqual(['house', 'superset'])
})
