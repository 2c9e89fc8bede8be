import { readEntitiesOfAll } from '@/lib/knowledge/jobs'
import { defineWorkflow } from '@/lib/workflows/workflow'

/** One step, which goes on where it was: how far it came stands in the database, a row for each database that was read. */
export const workflow = defineWorkflow({
  run: async ({ id, step }) => {
    await step('read', ({ signal }) => readEntitiesOfAll(id, signal))
  },
})
