import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, vi } from 'vitest'
import { closeAnalytics } from '@/lib/analytics/service'
import { flushAsks } from '@/lib/analytics/service/record-asks'
import { db } from '@/lib/platform/db'
import { forgetAnswers } from './analytics'
import { type EngineServer, startEngineServer } from './engine-server'
import { answerFrom, makeQuestions } from './questions'

/**
 * An engine that counts what it is asked, and questions of its own, for one test file; called at its top. Before each test
 * nothing runs there, it answers 1 at once, and no answer is kept.
 */
export function askedEngine(): {
  engine: () => EngineServer
  questions: () => Awaited<ReturnType<typeof makeQuestions>>
} {
  let made: { engine: EngineServer; questions: Awaited<ReturnType<typeof makeQuestions>> } | undefined
  const given = () => {
    if (made === undefined) throw new Error('the engine is there once the tests begin')
    return made
  }
  beforeAll(async () => {
    made = { engine: await startEngineServer(), questions: await makeQuestions() }
  })
  beforeEach(async () => {
    const { engine, questions } = given()
    vi.spyOn(process, 'cwd').mockReturnValue(questions.root)
    answerFrom(engine.url)
    while (engine.running() > 0) await sleep(20)
    engine.asked.length = 0
    engine.behave({ rows: [['1']], delayMs: 0, hold: false, fault: null })
    await flushAsks()
    await db().analyticsRun.deleteMany()
    await forgetAnswers()
  })
  afterAll(async () => {
    await closeAnalytics()
    await given().engine.stop()
    await given().questions.remove()
  })
  return { engine: () => given().engine, questions: () => given().questions }
}
