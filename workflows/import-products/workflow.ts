import { applyWaitingImports, checkWaitingImports } from '@/lib/products/jobs'
import { defineWorkflow } from '@/lib/workflows/workflow'

/** Both steps bear being done again: checking goes on where it was, and writing is one transaction. */
export const workflow = defineWorkflow({
  run: async ({ id, step }) => {
    await step('check', () => checkWaitingImports(id))
    await step('apply', () => applyWaitingImports(id))
  },
})
