import { needsFirstRegistry, refreshRegistry } from '@/lib/dashboards/jobs'
import { defineWorkflow } from '@/lib/workflows/workflow'

/** One step: what is read is a few hundred lines, and it is put in force in one transaction or not at all. */
export const workflow = defineWorkflow({
  run: async ({ id, step }) => {
    await step('refresh', ({ signal }) => refreshRegistry(id, signal))
  },
  neededAtStart: needsFirstRegistry,
})
