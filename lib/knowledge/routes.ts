import 'server-only'
import type { Ctx } from '@/lib/access/model'
import { recordRefusal } from '@/lib/audit/service'
import { env } from '@/lib/platform/env'
import { AppError } from '@/lib/platform/errors'
import { logger } from '@/lib/platform/logger'
import { problemResponse } from '@/lib/platform/problem'
import { hearWebhook } from './service/hear-webhook'
import { createWebhookGate, isSecret } from './webhook-gate'

const CALLS_A_MINUTE = 600
const HEARD_EVERY_MS = 1_000

function webhookCtx(kind: 'job' | 'anonymous', requestId: string): Ctx {
  return {
    actor: {
      kind,
      id: 'fibery-webhook',
      name: 'Fibery, by its webhook',
      rights: kind === 'job' ? [{ right: 'refresh:knowledge' }] : [],
    },
    requestId,
    now: () => new Date(),
  }
}

async function hear(): Promise<void> {
  try {
    await hearWebhook(webhookCtx('job', crypto.randomUUID()))
  } catch (error) {
    logger.warn({ err: error }, 'what Fibery told by its webhook could not be put down')
    throw error
  }
}

// One a process: Next bundles routes apart, and may do so twice.
const store = globalThis as typeof globalThis & { pergolaWebhookGate?: ReturnType<typeof createWebhookGate> }

/**
 * `POST /api/webhooks/fibery?secret=…`: Fibery signs nothing, so that the address is what tells it from others. Its body is
 * not read: it may hold anything, and what is true is asked for. Without the secret there is no such address.
 */
export async function hearFiberyWebhook(request: Request): Promise<Response> {
  const requestId = request.headers.get('x-request-id') ?? crypto.randomUUID()
  const given = new URL(request.url).searchParams.get('secret')
  if (!isSecret(given, env().FIBERY_WEBHOOK_SECRET)) {
    if (env().FIBERY_WEBHOOK_SECRET !== undefined) {
      await recordRefusal(webhookCtx('anonymous', requestId), {
        action: 'knowledge.webhookCalled',
        subject: { kind: 'workflow', id: 'refresh-knowledge' },
        right: 'refresh:knowledge',
      })
    }
    return problemResponse(new AppError('NOT_FOUND'), requestId)
  }
  store.pergolaWebhookGate ??= createWebhookGate(hear, {
    nowMs: () => performance.now(),
    later: (work, ms) => setTimeout(work, ms).unref(),
    aMinute: CALLS_A_MINUTE,
    everyMs: HEARD_EVERY_MS,
  })
  try {
    const state = await store.pergolaWebhookGate()
    if (state === 'refused') return problemResponse(new AppError('RATE_LIMITED'), requestId)
    return new Response(null, { status: 202, headers: { 'cache-control': 'no-store' } })
  } catch (error) {
    return problemResponse(error, requestId)
  }
}
