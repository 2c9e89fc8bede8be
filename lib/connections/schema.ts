import { z } from 'zod'
import { SYSTEMS } from './model'

export const checkConnectionSchema = z.object({ system: z.enum(SYSTEMS) })
export type CheckConnectionInput = z.infer<typeof checkConnectionSchema>
