import { applyMappings, feedsByItself, readMappings } from '@/lib/sync/jobs'
import { defineWorkflow } from '@/lib/workflows/workflow'

/**
 * Reading asks the workspace and the warehouse, which have limits; carrying out is one transaction a mapping. Both bear being done again: a
 * reading is the run's own, and one that was carried out is not carried out twice.
 */
export const workflow = defineWorkflow({
  run: async ({ id, step }) => {
    const read = await step('read', ({ signal }) => readMappings(id, signal))
    await step('apply', () => applyMappings(id, read))
  },
  scheduledWhen: feedsByItself,
})
