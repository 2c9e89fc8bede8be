import type { Condition, Ctx, UserId } from '@/lib/access/model'
import { resolveViewer } from '@/lib/access/service/resolve-viewer'
import { createTestSession, type TestSessionOptions } from './session'

/** A signed-in person's context, their rights as the portal works them out at this moment. */
export async function createTestCtx(options: TestSessionOptions = {}): Promise<Ctx & { userId: UserId }> {
  const session = await createTestSession(options)
  return await ctxOf(session.sessionKey)
}

/** The context of a session's next request: its rights are worked out anew. */
export async function ctxOf(sessionKey: string): Promise<Ctx & { userId: UserId }> {
  const viewer = await resolveViewer(sessionKey, { now: new Date(), requestId: 'test-request' })
  if (viewer === null) throw new Error('the session has ended')
  return { actor: viewer.actor, requestId: 'test-request', now: () => new Date(), userId: viewer.user.id }
}

export const BEVERAGES: Condition = { kind: 'productGroup', in: ['BEVERAGES'] }
