import { z } from 'zod'

export const removeFileInput = z.object({ code: z.string().trim().min(1).max(64), id: z.uuid() })

export type RemoveFileInput = z.output<typeof removeFileInput>
