import { z } from 'zod'

// What Dremio sends (docs/connectors/dremio.md). Numbers may come as text: see exact-json.ts.

export const wireLogin = z.object({
  token: z.string().min(1),
  /** Milliseconds since 1970. */
  expires: z.coerce.number().optional(),
})

export const wireSubmitted = z.object({ id: z.string().min(1) })

export const wireStatus = z.object({
  jobState: z.string(),
  errorMessage: z.string().nullish(),
  cancellationReason: z.string().nullish(),
})

export type WireStatus = z.infer<typeof wireStatus>

export type WireType = {
  name: string
  precision?: number | undefined
  scale?: number | undefined
  subSchema?: WireField[] | undefined
}

export type WireField = { name?: string | undefined; type: WireType }

const wireType: z.ZodType<WireType> = z.lazy(() =>
  z.object({
    name: z.string(),
    precision: z.coerce.number().int().optional(),
    scale: z.coerce.number().int().min(0).max(100).optional(),
    subSchema: z.array(wireField).optional(),
  }),
)

const wireField: z.ZodType<WireField> = z.object({ name: z.string().optional(), type: wireType })

export type WireRow = Readonly<Record<string, unknown>>

function areRows(rows: unknown): boolean {
  return (
    Array.isArray(rows) && rows.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row))
  )
}

export const wirePage = z.object({
  /** Of the whole answer, not of this page. */
  rowCount: z.coerce.number().int().min(0),
  schema: z.array(wireField),
  // Not copied: they are many, and a column may be called __proto__.
  rows: z.custom<WireRow[]>(areRows),
})

export type WirePage = z.infer<typeof wirePage>
