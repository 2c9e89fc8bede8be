import { z } from 'zod'
import { PERSONAL_KINDS } from './model'

export const themeInput = z.object({ theme: z.enum(['system', 'light', 'dark']) })

export const pinInput = z.object({
  kind: z.enum(PERSONAL_KINDS),
  key: z.string().trim().min(1).max(200),
  pinned: z.enum(['true', 'false']).transform((value) => value === 'true'),
})

export type PinInput = z.output<typeof pinInput>
