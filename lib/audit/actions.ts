'use server'

import { refresh } from 'next/cache'
import { z } from 'zod'
import { defineAction } from '@/lib/access/define-action'
import type { ActionResult } from '@/lib/platform/action'
import { FAULT_WORDS, type FaultKind } from './faults'
import { verifyAudit } from './service/verify-audit'

const SHOWN = 20

/** What the page says of a verification: how far it went, and the first faults in words. */
export type VerifySummary = {
  sealed: number
  lastPosition: string
  total: number
  faults: { kind: FaultKind; words: string; position: string | null; detail: string | null }[]
}

export type VerifyState = ActionResult<VerifySummary> | null

const verify = defineAction({
  name: 'audit.verify',
  schema: z.object({}),
  run: async (ctx): Promise<VerifySummary> => {
    const { sealed, lastPosition, faults, faultCounts } = await verifyAudit(ctx)
    return {
      sealed,
      lastPosition: String(lastPosition),
      total: Object.values(faultCounts).reduce((sum, count) => sum + count, 0),
      faults: faults.slice(0, SHOWN).map(({ kind, position, detail }) => ({
        kind,
        words: FAULT_WORDS[kind],
        position,
        detail: detail ?? null,
      })),
    }
  },
  invalidate: () => refresh(),
})

/** Recomputes the whole record now. */
export async function verifyAuditAction(_before: VerifyState, form: FormData): Promise<VerifyState> {
  return await verify(form)
}
