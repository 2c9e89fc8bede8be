import { z } from 'zod'

/** Tokens as the sign-in library stores them in a session; `expiresAt` in seconds since 1970. */
export const tokenSetSchema = z.object({
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1).optional(),
  expiresAt: z.number(),
})

export type Tokens = z.infer<typeof tokenSetSchema>
