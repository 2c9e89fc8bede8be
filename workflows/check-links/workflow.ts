import { askDueLinks, collectLinks, tellOwners } from '@/lib/links/jobs'
import { defineWorkflow } from '@/lib/workflows/workflow'

/** Asking takes long and leaves what it has learnt in the database; telling is one transaction, and is done once. */
export const workflow = defineWorkflow({
  run: async ({ id, step }) => {
    const begun = await step('collect', () => collectLinks(id))
    const asked = await step('ask', ({ signal }) => askDueLinks(id, begun, signal))
    await step('tell', () => tellOwners(id, begun, asked))
  },
})
