import { z } from 'zod'
import { IMPORT_OUTCOMES } from '../import-model'

const COLUMN = /^column\.(\d{1,3})$/

/** A form's `column.0`, `column.1` … as a list; a list stays one. */
function gather(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || 'mapping' in raw) return raw
  const mapping: unknown[] = []
  for (const [name, value] of Object.entries(raw)) {
    const at = COLUMN.exec(name)?.[1]
    if (at !== undefined) mapping[Number(at)] = value
  }
  return { ...raw, mapping: Array.from(mapping, (field) => field ?? '') }
}

export const mapColumnsInput = z.preprocess(
  gather,
  z.object({ id: z.string().max(64), mapping: z.array(z.string().max(200)).max(200) }),
)

export type MapColumnsInput = z.output<typeof mapColumnsInput>

export const importIdInput = z.object({ id: z.string().max(64) })

/** Which of an import's rows are shown, as the address has it. */
export const importPageInput = z.object({
  outcome: z.enum(IMPORT_OUTCOMES).nullable().catch(null),
  after: z.coerce.number().int().min(0).max(2_000_000).catch(0),
})
