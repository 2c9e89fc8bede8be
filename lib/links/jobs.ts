import type { Ctx } from '@/lib/access/model'
import type { CheckResult } from './model'
import type { AskedLinks } from './service/ask-due'
import { askLinks, type BegunCheck, beginCheck } from './service/check-links'
import { finishCheck } from './service/finish-check'

/** Less than the time that `config.yaml` gives the step: it ends by itself, and the next run goes on. */
const ASK_WITHIN_MS = 25 * 60_000

/** Who the workflow acts as: it may check, and read what may hold links or be linked to. */
export function linksJobCtx(runId: string): Ctx {
  return {
    actor: {
      kind: 'job',
      id: 'check-links',
      name: 'Check the links',
      rights: [
        { right: 'check:connection' },
        { right: 'read:product' },
        { right: 'read:segment' },
        { right: 'read:knowledge' },
      ],
    },
    requestId: runId,
    now: () => new Date(),
  }
}

/** First step of `check-links`: which links there are, and where. Done again, it finds the same check. */
export async function collectLinks(runId: string): Promise<BegunCheck> {
  return await beginCheck(linksJobCtx(runId), runId)
}

/** Second step: asks those that are due; what one attempt has asked, the next one does not. */
export async function askDueLinks(
  runId: string,
  begun: BegunCheck,
  signal?: AbortSignal,
): Promise<AskedLinks> {
  if (!begun.mine) return { asked: 0, left: 0, offline: false }
  const options = { checkId: begun.id, all: false, withinMs: ASK_WITHIN_MS, signal }
  return await askLinks(linksJobCtx(runId), options)
}

/** Third step: tells the owners, and the audit record. */
export async function tellOwners(runId: string, begun: BegunCheck, asked: AskedLinks): Promise<CheckResult> {
  if (!begun.mine) return { outcome: 'joined', held: 0, asked: 0, left: 0, broken: 0, told: 0 }
  return await finishCheck(linksJobCtx(runId), { checkId: begun.id, held: begun.held, asked })
}
