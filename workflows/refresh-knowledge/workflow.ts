import { countInSpaces, fetchSpaces, needsFirstSnapshot, publishSpaces } from '@/lib/knowledge/jobs'
import { defineWorkflow } from '@/lib/workflows/workflow'

/**
 * Fetching asks the workspace, which has limits; publishing changes what every reader sees. Apart, so that a fault while
 * publishing does not ask the workspace again.
 */
export const workflow = defineWorkflow({
  run: async ({ id, step }) => {
    const fetched = await step('fetch', ({ signal }) => fetchSpaces(id, signal))
    await step('publish', () => publishSpaces(id, fetched))
    await step('count', ({ signal }) => countInSpaces(id, signal))
  },
  neededAtStart: needsFirstSnapshot,
})
