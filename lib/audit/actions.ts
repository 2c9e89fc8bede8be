'use server'

import { refresh } from 'next/cache'
import { z } from 'zod'
import { defineAction } from '@/lib/access/define-action'
import type { ActionResult } from '@/lib/platform/action'
import { FAULT_WORDS, type Fault, type FaultKind, placeOf } from './faults'
import { verifyAudit } from './service/verify-audit'
import type { Verification } from './verification'

const SHOWN = 10

/** What the page says of a verification: how far it went, and each kind of fault with its first places. */
export type VerifySummary = {
  sealed: number
  total: number
  faults: { kind: FaultKind; words: string; places: string }[]
}

function summaryOf({ sealed, faults, faultCounts }: Verification): VerifySummary {
  const kinds = Object.keys(faultCounts) as FaultKind[]
  return {
    sealed,
    total: Object.values(faultCounts).reduce((sum, count) => sum + count, 0),
    faults: kinds.map((kind) => ({
      kind,
      words: FAULT_WORDS[kind],
      places: placesOf(
        faults.filter((fault) => fault.kind === kind),
        faultCounts[kind] ?? 0,
      ),
    })),
  }
}

function placesOf(faults: readonly Fault[], count: number): string {
  const places = [...new Set(faults.map(placeOf))].filter((place) => place !== '')
  if (places.length === 0) return ''
  const shown = places.slice(0, SHOWN).join(', ')
  return `Position ${shown}${count > SHOWN ? ' and more' : ''} (${count} in all).`
}

export type VerifyState = ActionResult<VerifySummary> | null

const verify = defineAction({
  name: 'audit.verify',
  schema: z.object({}),
  run: async (ctx) => summaryOf(await verifyAudit(ctx)),
  invalidate: () => refresh(),
})

/** Recomputes the whole record now. */
export async function verifyAuditAction(_before: VerifyState, form: FormData): Promise<VerifyState> {
  return await verify(form)
}
