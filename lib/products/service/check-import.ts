import { randomUUID } from 'node:crypto'
import type { Ctx, UserId } from '@/lib/access/model'
import { type Referred, referredBy, toReferences } from '@/lib/access/service/refer-to-people'
import { recordRefusal } from '@/lib/audit/service'
import { inBatches } from '@/lib/platform/batches'
import { type Breather, createBreather } from '@/lib/platform/breather'
import type { ProductImport } from '../import-model'
import { type ImportGroup, type PlanContext, type PlannedRow, planRow } from '../import-plan'
import { type ReadRow, readRow } from '../import-row'
import type { Product } from '../model'
import { mapByCodes } from '../repository/batches'
import {
  type CheckedRow,
  listUnchecked,
  saveChecked,
  skipDuplicates,
  skipUnkeyable,
  type UncheckedRow,
  updateImport,
} from '../repository/imports'
import { scopeKeyOf } from './import-access'
import { groupsByWord, listImportGroups } from './import-groups'

const BATCH = 500

/**
 * The dry run: works out for every row what would become of it, and keeps that; no product is changed. Begun again after
 * it was cut off, it goes on at the first row without an outcome.
 */
export async function checkImport(
  ctx: Ctx,
  { id, headers, mapping }: ProductImport,
  breathe: Breather = createBreather(),
): Promise<void> {
  const groups = groupsByWord(await listImportGroups(ctx.actor))
  const owners = new Map<string, Referred>()
  await inBatches({
    read: (last?: UncheckedRow) => listUnchecked(id, { after: last?.n ?? 0, limit: BATCH }),
    work: async (rows) => {
      const read: NumberedRow[] = []
      for (const { n, cells } of rows) {
        read.push({ n, ...readRow(cells, headers, mapping) })
        await breathe()
      }
      return await checkRows(ctx, read, { groups, owners }, breathe)
    },
    save: (checked) => saveChecked(id, checked, { doneCount: checked.at(-1)?.n ?? 0, now: ctx.now() }),
  })
  await skipDuplicates(id)
  await skipUnkeyable(id, 'Code: it holds a letter whose small and capital form are not one code.')
  const scopeKey = scopeKeyOf(ctx.actor)
  await updateImport(id, ['checking'], { state: 'checked', scopeKey, doneCount: 0, changedAt: ctx.now() })
}

type NumberedRow = ReadRow & { n: number }

type Known = { groups: Map<string, ImportGroup | null>; owners: Map<string, Referred> }

async function checkRows(
  ctx: Ctx,
  rows: readonly NumberedRow[],
  known: Known,
  breathe: Breather,
): Promise<CheckedRow[]> {
  const present = await mapByCodes(rows.map(codeKeyOf).filter((code) => code !== null))
  const context = await lookUp(ctx, rows, present, known)
  const checked: CheckedRow[] = []
  for (const row of rows) {
    const codeKey = codeKeyOf(row)
    const found = present.get(codeKey ?? '') ?? null
    const planned = planRow(row, found, context)
    checked.push(toChecked(row.n, codeKey, planned))
    if (planned.refused !== undefined) await recordRefused(ctx, planned.refused)
    await breathe()
  }
  return checked
}

async function recordRefused(ctx: Ctx, { id }: Product): Promise<void> {
  const subject = { kind: 'product', id }
  await recordRefusal(ctx, { action: 'product.updated', subject, right: 'edit:product' })
}

function codeKeyOf({ texts }: NumberedRow): string | null {
  const code = texts.get('code')?.text.trim().toLowerCase() ?? ''
  return code === '' ? null : code
}

async function lookUp(
  ctx: Ctx,
  rows: readonly NumberedRow[],
  present: ReadonlyMap<string, Product>,
  { groups, owners }: Known,
): Promise<PlanContext> {
  const texts = new Set(
    rows.map(({ texts: row }) => row.get('owner')?.text ?? '').filter((text) => text !== ''),
  )
  const unknown = [...texts].filter((text) => !owners.has(text))
  for (const [text, referred] of await referredBy(unknown)) owners.set(text, referred)
  const held = new Map<UserId, { id: UserId; name: string }>()
  for (const { owner } of present.values()) if (owner !== null) held.set(owner.id, owner)
  return { actor: ctx.actor, groups, owners, references: await toReferences([...held.values()]) }
}

function toChecked(n: number, codeKey: string | null, planned: PlannedRow): CheckedRow {
  const { outcome, reasons, draft, changes, present } = planned
  return {
    n,
    codeKey,
    outcome,
    reasons,
    draft,
    changes,
    productId: outcome === 'add' ? randomUUID() : (present?.id ?? null),
    version: present?.version ?? null,
  }
}
