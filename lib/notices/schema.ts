import { z } from 'zod'

/** `until`: the newest notice that was seen, so that one that comes meanwhile stays unread. */
export const markReadInput = z.object({ until: z.coerce.date() })

export type MarkReadInput = z.output<typeof markReadInput>
