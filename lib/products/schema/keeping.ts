import { z } from 'zod'
import { PRODUCT_LIMITS } from '../model'

const code = z.string().trim().min(1).max(64)

export const watchInput = z.object({
  code,
  watched: z.enum(['true', 'false']).transform((value) => value === 'true'),
})

export const mistakeInput = z.object({
  code,
  words: z
    .string()
    .trim()
    .min(1, 'Say what is wrong.')
    .max(PRODUCT_LIMITS.mistake, 'At most 2,000 characters.'),
})

export const settleInput = z.object({ code, id: z.uuid() })

export type WatchInput = z.output<typeof watchInput>
export type MistakeInput = z.output<typeof mistakeInput>
export type SettleInput = z.output<typeof settleInput>
