import { db } from '@/lib/platform/db'

/** Lets go of every answer that is kept: the engine is asked next. */
export async function forgetAnswers(): Promise<void> {
  await db().analyticsAnswer.deleteMany()
  await db().analyticsFlight.deleteMany()
}
