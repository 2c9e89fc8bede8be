import { z } from 'zod'

export const themeInput = z.object({ theme: z.enum(['system', 'light', 'dark']) })

export const pinInput = z.object({
  kind: z.enum(['product', 'query']),
  key: z.string().trim().min(1).max(200),
  pinned: z.enum(['true', 'false']).transform((value) => value === 'true'),
})

export type PinInput = z.output<typeof pinInput>
